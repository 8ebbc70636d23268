from datetime import timedelta

from django import forms
from django.utils import timezone

from .admission import Invitation
from .forms import composed_line


class PlacesForm(forms.ModelForm):
    """An invitation, with no more open places than its member may have in all."""

    inviter = None

    class Meta:
        model = Invitation
        fields = ["max_uses", "note"]

    def clean_note(self):
        return composed_line(self.cleaned_data["note"])

    def clean_max_uses(self):
        number = self.cleaned_data["max_uses"]
        others = Invitation.objects.exclude(pk=self.instance.pk)
        open_places = others.open_places(self.inviter)
        if not self.inviter.is_superuser and open_places + number > Invitation.PLACES:
            room = max(0, Invitation.PLACES - open_places)
            raise forms.ValidationError(
                f"At most {Invitation.PLACES} places may be open at a time, in all "
                f"invitations of one person. There is room for {room} more; "
                "withdraw an invitation, or wait until it is used up.",
                code="too_many_places",
            )
        return number


class InvitationForm(PlacesForm):
    days = forms.IntegerField(
        label="Valid for how many days", min_value=1, max_value=90, initial=14
    )

    field_order = ["max_uses", "days", "note"]

    def __init__(self, inviter, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.inviter = inviter

    def save(self):
        invitation = super().save(commit=False)
        invitation.inviter = self.inviter
        days = timedelta(days=self.cleaned_data["days"])
        invitation.expires_at = timezone.now() + days
        invitation.save()
        return invitation
