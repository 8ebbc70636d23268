"""What can be asked of a search: words, and who wrote where and when.

Each field can be typed into the box as well, its name before a colon. Typed or
chosen, it ends up in the same address, where every field has its own parameter:

    uwsgi_pass author:Ada -port   →   ?q=uwsgi_pass+-port&author=ada

`SearchForm.address` is that address; the view leads there whoever came another way.
"""

import re
from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import get_current_timezone

from apps.accounts.models import User, fold

from .models import Board, Tag
from .models.tag import slug_of
from .search import MAX_QUERY, Question, straight

# Examples for readers; a test runs each of them.
HELP = [
    (
        "nginx socket",
        "both words, in any order; upper case and accents make no difference",
    ),
    ('"by hand"', "these words side by side"),
    ("nginx -port", "without a word; also without several, or without a phrase"),
    ("uwsgi_pass", "a name as programs have it; pass finds it too"),
    ("c++", "signs that belong to a name: c++, c#, 5.2, settings.py"),
    ("中文", "Chinese, Japanese and Korean, one character or more"),
    ("nginx author:tomasz", "what one member wrote, by username"),
    ("socket board:servers", "on one board; a name of several words goes in quotes"),
    ("socket tag:nginx", "in topics with this tag"),
    ("django after:2020", "from this day, month or year on: 2026-05-31, 2026-05, 2026"),
    ("django before:2100-01", "what is older than that"),
    ("socket has:solved", "in questions that have an answer marked as the solution"),
    ("nginx in:topics", "topics, by their title and opening text"),
    ("welcome in:title", "topics, by their title alone"),
    ("django by:date", "the newest first; without it, what fits best"),
    (
        "author:tomasz in:topics",
        "no words at all: what somebody started, the newest first",
    ),
]
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)
NAMES = ["author", "board", "tag", "after", "before", "has", "in", "by"]
# A phrase, which is left alone, or an operator; its value may be in quotes.
_TYPED = re.compile(
    rf'"[^"]*"?|(?<!\S)({"|".join(NAMES)})[:\uff1a]("[^"]*"?|[^\s"]+)', re.IGNORECASE
)
_LEFT_OUT = re.compile(rf"(?<!\S)[-\u2212\uff0d]({'|'.join(NAMES)}):", re.IGNORECASE)


def lifted(params):
    """Give the parameters of an address with what was typed lifted into its fields."""
    values = {name: params.get(name, "").strip() for name in ["q", *NAMES]}

    def lift(found):
        if not found[1]:
            return found[0]
        values[found[1].lower()] = found[2].strip('"').strip()
        return " "

    values["q"] = " ".join(_TYPED.sub(lift, straight(values["q"])).split())
    for name in ("has", "in", "by"):
        values[name] = values[name].lower()
    return values


class DayField(forms.DateField):
    """A day; a month or a year stands for its first day."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value):
        parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value, re.ASCII)
        if not value:
            return None
        if not parts:
            raise ValidationError(
                f"“{value}” is not a day. Write it as 2026-05-31, 2026-05 or 2026."
            )
        try:
            day = date(*(int(part or 1) for part in parts.groups()))
        except ValueError:
            raise ValidationError(f"There is no day {value}.") from None
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(
                f"Choose a day from {EARLIEST.year} to {LATEST.year}, not {value}."
            )
        return day


class SearchForm(forms.Form):
    """The box, the fields, and what is wrong with either.

    `boards` are those that the reader may open. What is not among them does not
    exist here, and neither do members whom the reader may not know of.
    """

    all_optional = True
    use_required_attribute = False

    q = forms.CharField(
        label="Words to find",
        required=False,
        max_length=MAX_QUERY,
        error_messages={"max_length": "Search for at most %(limit_value)d characters."},
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "input",
                "dir": "auto",
                "data-key": "/",  # a shortcut leads here
            }
        ),
    )
    author = forms.CharField(
        required=False,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "dir": "auto"}
        ),
    )
    board = forms.CharField(required=False, widget=forms.Select)
    tag = forms.CharField(required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    after = DayField(label="From this day on", required=False)
    before = DayField(label="Before this day", required=False)
    has = forms.ChoiceField(
        label="Questions",
        required=False,
        choices=[("", "Solved or not"), ("solved", "Solved only")],
        error_messages={
            "invalid_choice": "“has:” knows one word, has:solved. "
            "To find “has:%(value)s” itself, put it in quotes."
        },
    )

    def __init__(self, params, user):
        self.user = user
        self.boards = list(Board.objects.open_to(user))
        self.typed = lifted(params)
        super().__init__(self.typed if any(self.typed.values()) else None)
        boards = [(board.slug, board.name) for board in self.boards]
        self.fields["board"].widget.choices = [("", "Every board"), *boards]
        # “in” cannot be the name of a class's field.
        self.fields["in"] = forms.ChoiceField(
            label="Look in",
            required=False,
            choices=[
                ("", "Every comment"),
                ("topics", "Topics: title and opening text"),
                ("title", "Topics: title only"),
            ],
            error_messages={
                "invalid_choice": "“in:” knows in:topics and in:title. "
                "To find “in:%(value)s” itself, put it in quotes."
            },
        )
        self.fields["by"] = forms.ChoiceField(
            label="Order",
            required=False,
            choices=[("", "What fits best first"), ("date", "The newest first")],
            error_messages={
                "invalid_choice": "“by:” knows one word, by:date. "
                "To find “by:%(value)s” itself, put it in quotes."
            },
        )

    def clean_q(self):
        query = self.cleaned_data["q"]
        if left_out := _LEFT_OUT.search(query):
            raise ValidationError(
                f"Only words can be left out; “{left_out[0].strip()}” cannot."
            )
        self.question = Question.of(query)
        if query and not self.question:
            raise ValidationError(
                "There is no word in this to look for. "
                "A minus leaves words out of what other words find."
            )
        return query

    def clean_author(self):
        name = self.cleaned_data["author"].removeprefix("@")
        if not name:
            return None
        members = User.objects.visible_to(self.user).filter(deleted_at=None)
        member = members.filter(username_key=fold(name)).first()
        if member is None:
            raise ValidationError(
                f"There is no member with the username “{name}”. "
                "The list of members finds names by how they begin."
            )
        return member

    def clean_board(self):
        name = self.cleaned_data["board"]
        if not name:
            return None
        for board in self.boards:
            if fold(name) in {fold(board.slug), fold(board.name)}:
                return board
        raise ValidationError(f"There is no board “{name}” here.")

    def clean_tag(self):
        name = self.cleaned_data["tag"].removeprefix("#")
        if not name:
            return None
        tag = Tag.objects.filter(slug=slug_of(name)).first()
        if tag is None:
            raise ValidationError(f"There is no tag “{name}”.")
        return tag.merged_into or tag

    def clean(self):
        after, before = self.cleaned_data.get("after"), self.cleaned_data.get("before")
        if after and before and after >= before:
            self.add_error(
                "before",
                f"Nothing lies from {after} on and before {before}. "
                "Choose a later day here, or an earlier one beside it.",
            )

    @property
    def filters(self):
        """The fields beside the box."""
        return [field for field in self if field.name != "q"]

    @property
    def is_filtered(self):
        return any(self.typed[name] for name in NAMES)

    def moment(self, name):
        """Give the beginning of a chosen day for this reader, or None."""
        day = self.cleaned_data[name]
        return day and datetime.combine(day, time.min, tzinfo=get_current_timezone())

    @property
    def address(self):
        """The one query string that asks for this: no empty and no default field."""
        cleaned = self.cleaned_data if self.is_bound and self.is_valid() else {}
        spelled = {
            "author": lambda member: member.username,
            "board": lambda board: board.slug,
            "tag": lambda tag: tag.slug,
            "after": str,
            "before": str,
        }
        values = {
            name: spelled[name](cleaned[name])
            if name in spelled and cleaned.get(name)
            else value
            for name, value in self.typed.items()
            if value
        }
        if cleaned and not cleaned["q"]:
            values.pop("by", None)  # without words there is one order only
        params = QueryDict(mutable=True)
        params.update(values)
        return params
