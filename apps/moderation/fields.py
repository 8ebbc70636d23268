"""The fields of a search in the back office: a day, a number, names, boards.

None has to be filled in, and what cannot be understood stays in its field to be mended.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from apps.accounts.models import User, fold

MAX_NAMES = 20
DAYS = date(2000, 1, 1), date(2999, 12, 31)


class DayInput(forms.DateInput):
    """A browser's calendar; a plain box for what no calendar shows, so it stays."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        try:
            date.fromisoformat(context["widget"]["value"] or DAYS[0].isoformat())
        except ValueError:
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    widget = DayInput
    default_error_messages = {"invalid": "Write a day as 2026-12-31."}

    def __init__(self, label):
        super().__init__(label=label, required=False, input_formats=["%Y-%m-%d"])

    def validate(self, value):
        super().validate(value)
        if value and not DAYS[0] <= value <= DAYS[1]:
            raise ValidationError("Choose a year between 2000 and 2999.")


class NumberField(forms.IntegerField):
    # A box for numbers would forget what is none, instead of showing it again.
    widget = forms.TextInput({"inputmode": "numeric", "size": 8})

    def __init__(self, label):
        super().__init__(label=label, required=False, min_value=0, max_value=10**9)


class OneOfField(forms.ChoiceField):
    def __init__(self, label, **choices):
        choices = [("", "any"), *choices.items()]
        super().__init__(label=label, required=False, choices=choices)


class SeveralField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, label, choices):
        super().__init__(label=label, required=False, choices=choices)


class AuthorField(forms.CharField):
    """Usernames; gives the ids of the members."""

    def __init__(self):
        super().__init__(
            label="By",
            required=False,
            max_length=400,
            help_text="A username, or several.",
            widget=forms.TextInput({"dir": "auto", "autocapitalize": "none"}),
        )

    def clean(self, value):
        names = super().clean(value).replace(",", " ").split()
        if len(names) > MAX_NAMES:
            raise ValidationError(f"At most {MAX_NAMES} names at once.")
        keys = {fold(name.removeprefix("@")): name for name in names}
        found = dict(
            User.objects.filter(username_key__in=keys).values_list("username_key", "pk")
        )
        unknown = [name for key, name in keys.items() if key not in found]
        if unknown:
            raise ValidationError(f"Nobody here is called {', '.join(unknown)}.")
        return list(found.values())


class BoardsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self):
        super().__init__(None, label="Boards", required=False, to_field_name="slug")

    def clean(self, value):
        return list(super().clean(value))
