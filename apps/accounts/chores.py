"""What is due now and then; see apps/look/housekeeping.py."""

from django.utils import timezone

from .models import User


def end_blocks():
    """Clear the blocks that have ended; they were not in force any more."""
    ended = User.objects.blocked().filter(blocked_until__lte=timezone.now())
    ended.update(block=User.Block.NONE, blocked_until=None, block_reason="")
