"""What housekeeping does: traces live for an hour."""

from django.utils import timezone

from .models import HOUR, Trace

BITE = 1_000


def prune():
    """Forget the traces that are older than an hour, a bite at a time."""
    old = Trace.objects.passing().filter(created_at__lt=timezone.now() - HOUR)
    while keys := list(old.values_list("pk", flat=True)[:BITE]):
        Trace.objects.filter(pk__in=keys).delete()
