"""What the forum forgets by itself; settings.HOUSEKEEPING names it."""

from datetime import timedelta

from django.utils import timezone

from .models import Comment

# The privacy page of the site says this number, too.
KEEP_ADDRESSES = timedelta(days=30)
BITE = 1_000


def forget_addresses():
    """Forget where comments of more than a month ago were sent from."""
    before = timezone.now() - KEEP_ADDRESSES
    known = Comment.objects.filter(address__isnull=False, created_at__lt=before)
    known = known.order_by("created_at").values_list("pk", flat=True)
    while keys := list(known[:BITE]):
        Comment.objects.filter(pk__in=keys).update(address=None)
