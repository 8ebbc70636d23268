"""Two questions that people never notice, and simple programs get wrong.

A field that nobody sees must stay empty, and nobody fills in a form in less than two
seconds. Neither is more than a sieve; limits and the confirmed address do the rest.
So where in doubt, the person is right: the field is hidden from screen readers, the
keyboard and password managers too; a stamp is good for ever, because a browser may
restore the form a week later; and who was refused only sends the form once more.
"""

from django import forms
from django.core import signing
from django.utils import timezone

SECONDS = 2
SALT = "accounts.traps"


def stamp():
    """Give the present time in a form that only this site can write."""
    return signing.dumps(timezone.now().timestamp(), salt=SALT)


def age(stamped):
    """Give the seconds since a stamp was made, or None if it is none of ours."""
    try:
        return timezone.now().timestamp() - signing.loads(stamped, salt=SALT)
    except signing.BadSignature:
        return None


class Unseen(forms.TextInput):
    """A text field in a part of the page that browsers show to nobody."""

    template_name = "accounts/_unseen.html"
    is_hidden = True  # it brings its own label

    def format_value(self, value):
        """Be empty again when the form comes back."""


class StampField(forms.CharField):
    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, initial=stamp)

    def bound_data(self, data, initial):
        """Keep the first stamp when the form comes back: the clock goes on."""
        return initial if age(data or "") is None else data


class TrapForm(forms.Form):
    """A form that programs send wrongly. It goes before the form that it guards."""

    subject = forms.CharField(required=False, widget=Unseen)
    shown_at = StampField()

    def clean(self):
        cleaned = super().clean()
        if not self.errors:  # what a person can see comes first
            self.ask()
        return cleaned

    def ask(self):
        seconds = age(self.cleaned_data["shown_at"])
        if self.cleaned_data["subject"]:
            self.add_error(
                None,
                "Something filled in a field that people do not see. It is empty "
                "again: type your password once more and send the form.",
            )
        elif seconds is None or seconds < SECONDS:
            self.add_error(
                None,
                "That was quicker than a person types. Type your password once more "
                "and send the form again.",
            )
