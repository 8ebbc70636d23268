"""What becomes of the progress of a member who leaves: apps/accounts/departures.py."""

from apps.accounts.models import Departure

from .models import Answer, Claim, Help, LabKey, Progress, Review


def settle(member):
    """Forget what a member who is gone for good has learned here."""
    if Departure.objects.filter(user=member, is_final=True).exists():
        for model in Progress, Answer, Review, LabKey, Claim, Help:
            model.objects.filter(member=member).delete()
