"""What happens to a recording when its response has been sent."""

import logging

from django.db import transaction

from . import access
from .models import Trace

logger = logging.getLogger(__name__)


def keep(recording):
    """Write the trace into the database; whatever goes wrong, the request was served."""
    try:
        recording.closed()
        owner = access.owner(recording.request)
        if not owner or recording.is_own or not access.may_keep(recording.request):
            return
        with transaction.atomic():
            Trace.objects.keep(owner, recording)
    except Exception:
        logger.exception("The X-ray of a request could not be kept.")
    finally:
        recording.forget()
