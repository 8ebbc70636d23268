from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.accounts.models import User, fold
from apps.forum.models import Board
from apps.look import markup

from .models import Action, Report

REASON_LENGTH = Action._meta.get_field("reason").max_length
TOO_LONG = f"Reason and words have {REASON_LENGTH} characters together at most."


class ReportForm(forms.ModelForm):
    """What is wrong with a thing, in a word and, if need be, in a few more."""

    class Meta:
        model = Report
        fields = ["why", "text"]
        labels = {"why": "What is wrong?", "text": "What should we know?"}
        widgets = {
            "why": forms.RadioSelect,
            "text": forms.Textarea({"rows": 4, "dir": "auto"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = Report.Why.choices  # without an empty one

    def clean_text(self):
        return markup.clean_text(self.cleaned_data["text"])

    def clean(self):
        fields = super().clean()
        if fields.get("why") == Report.Why.OTHER and fields.get("text") == "":
            self.add_error("text", "Please say in a few words what it is.")
        return fields


class ReasonForm(forms.Form):
    """A reason: one of the usual ones, one's own words, or both."""

    usual = forms.ChoiceField(
        label="Reason", required=False, widget=forms.RadioSelect, choices=[]
    )
    words = forms.CharField(
        label="In your own words",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.TextInput({"dir": "auto"}),
        help_text="Instead of a usual reason, or after it.",
    )

    def __init__(self, *args, reasons=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(reason, reason) for reason in reasons]
        self.fields["usual"].choices = [*choices, ("", "Another one:")]

    def clean_words(self):
        return markup.clean_line(self.cleaned_data["words"])

    def clean(self):
        fields = super().clean()
        said = [fields.get("usual", ""), fields.get("words", "")]
        reason = " ".join(filter(None, said))
        if not reason and not self.errors:
            self.add_error("words", "Choose a reason, or say it in your own words.")
        if len(reason) > REASON_LENGTH:
            self.add_error("words", TOO_LONG)
        fields["reason"] = reason
        return fields

    @property
    def details(self):
        """What else the act needs to know, by name."""
        return {}


class MoveForm(ReasonForm):
    board = forms.ModelChoiceField(None, label="To which board?", empty_label=None)
    field_order = ["board"]

    def __init__(self, *args, user, thing, **kwargs):
        super().__init__(*args, **kwargs)
        boards = Board.objects.open_to(user).exclude(pk=thing.board_id)
        self.fields["board"].queryset = boards

    @property
    def details(self):
        return {"board": self.cleaned_data["board"]}


class BlockForm(ReasonForm):
    LENGTHS = {
        "1": ("One day", timedelta(days=1)),
        "3": ("Three days", timedelta(days=3)),
        "7": ("A week", timedelta(days=7)),
        "30": ("A month", timedelta(days=30)),
    }
    LONGEST = timedelta(days=3660)

    kind = forms.ChoiceField(
        label="What is blocked?",
        choices=[
            (User.Block.WRITE, "Writing: they can read, and write nothing"),
            (User.Block.ENTRY, "Signing in: they are signed out, and stay out"),
        ],
        initial=User.Block.WRITE,
        widget=forms.RadioSelect,
    )
    length = forms.ChoiceField(
        label="For how long?",
        choices=[
            *((key, name) for key, (name, _) in LENGTHS.items()),
            ("good", "For good"),
            ("date", "Until a date:"),
        ],
        initial="3",
        widget=forms.RadioSelect,
    )
    until = forms.DateTimeField(
        label="The date",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ["kind", "length", "until"]

    def __init__(self, *args, user, thing, **kwargs):
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone()
        self.fields["until"].help_text = f"As clocks show it in {zone}: your time zone."

    def clean_until(self):
        until, now = self.cleaned_data["until"], timezone.now()
        # The year first: the last moment of 9999 cannot be compared in every zone.
        if until and not now.year - 1 <= until.year <= (now + self.LONGEST).year:
            raise ValidationError("Choose a date within ten years, or “For good”.")
        return until

    def clean(self):
        fields = super().clean()
        until, length = fields.get("until"), fields.get("length")
        if length != "date":
            fields["until"] = None
        elif not until and "until" not in self.errors:
            self.add_error("until", "When does the block end?")
        elif until and until <= timezone.now():
            self.add_error("until", "This moment is over. Choose one to come.")
        return fields

    @property
    def details(self):
        until = self.cleaned_data["until"]
        if self.cleaned_data["length"] in self.LENGTHS:
            until = timezone.now() + self.LENGTHS[self.cleaned_data["length"]][1]
        return {"kind": self.cleaned_data["kind"], "until": until}


class ChangeBlockForm(BlockForm):
    """The block as it is, to be made longer or shorter, or another one."""

    def __init__(self, *args, thing, **kwargs):
        until = thing.blocked_until
        now = {
            "kind": thing.block,
            "length": "date" if until else "good",
            "until": until,
            "words": thing.block_reason,
        }
        super().__init__(*args, thing=thing, initial=now, **kwargs)


class LogForm(forms.Form):
    """What to find in the log."""

    board = forms.ModelChoiceField(
        None, required=False, to_field_name="slug", empty_label="Every board"
    )
    act = forms.ChoiceField(
        required=False, choices=[("", "Every act"), *Action.Act.choices]
    )
    member = forms.CharField(
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocapitalize": "none", "dir": "auto"}),
    )
    # A link on the thing itself asks for these.
    topic = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    comment = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Board.objects.open_to(user)

    def clean_member(self):
        name = self.cleaned_data["member"].removeprefix("@")
        if not name:
            return None
        member = User.objects.filter(
            username_key=fold(markup.clean_line(name)), deleted_at=None
        ).first()
        if member is None:
            raise ValidationError("Nobody here has this name.")
        return member

    def found(self, actions):
        """Keep the lines of the log that the form asks for."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        member = asked.pop("member", None)
        if member:
            actions = actions.by_or_about(member)
        return actions.filter(**asked)
