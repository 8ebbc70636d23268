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
        if not owner or recording.is_own or is_copy(recording.request):
            return
        if not access.may_keep(recording.request):
            return
        with transaction.atomic():
            Trace.objects.keep(owner, recording)
    except Exception:
        logger.exception("The X-ray of a request could not be kept.")
    finally:
        recording.forget()


def is_copy(request):
    """Say whether a page is only looked at once more (static/xray/xray.js): it would
    push another trace out. It is recorded all the same, so that it has its link, as then."""
    return request.headers.get("X-Xray") == "copy"
