"""What is due now and then; see apps/look/housekeeping.py."""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.look.housekeeping import delete_in_bites

from .models import Notification

KEEP_READ = timedelta(days=60)
KEEP_UNREAD = timedelta(days=365)
BITE = 500


def prune():
    """Forget what was read two months ago; take what waits for a year as read."""
    now = timezone.now()
    delete_in_bites(Notification.objects.filter(read_at__lt=now - KEEP_READ))
    stale = Notification.objects.unread().filter(created_at__lt=now - KEEP_UNREAD)
    while pks := list(stale.order_by().values_list("pk", "recipient_id")[:BITE]):
        for recipient in {recipient for _, recipient in pks}:
            stale.filter(pk__in=[pk for pk, _ in pks]).read_by(User(pk=recipient))
