"""What happens to a recording when its response has been sent."""

import logging

from django.db import transaction

from . import access
from .models import Trace

logger = logging.getLogger(__name__)
# What browsers say of a request that no person has made.
PARTS = {"audio", "font", "image", "manifest", "script", "style", "track", "video"}


def keep(recording):
    """Write the trace into the database; whatever goes wrong, the request was served."""
    try:
        recording.closed()
        owner = access.owner(recording.request)
        if not owner or recording.is_own or is_part(recording.request):
            return
        if not access.may_keep(recording.request):
            return
        with transaction.atomic():
            Trace.objects.keep(owner, recording)
    except Exception:
        logger.exception("The X-ray of a request could not be kept.")
    finally:
        recording.forget()


def is_part(request):
    """Say whether a browser asked for it by itself, as a part of a page: a picture, a style.

    Twenty of them would push out the page that they belong to. So would a page that is
    only looked at once more (static/xray/xray.js); it is recorded like any other, so that
    it has its link as it had then.
    """
    headers = request.headers
    return headers.get("Sec-Fetch-Dest") in PARTS or headers.get("X-Xray") == "copy"
