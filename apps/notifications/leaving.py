"""What becomes of the notices of a member who leaves: apps/accounts/departures.py."""

from apps.accounts.models import Departure, User

from .models import Preference


def settle(member):
    """Forget notices and choices of a member who is gone for good.

    Until then they stay for a return; a closed account is told nothing.
    """
    if Departure.objects.filter(user=member, is_final=True).exists():
        member.notifications.all().delete()
        Preference.objects.filter(member=member).delete()
        User.objects.filter(pk=member.pk).update(unread_count=0)
