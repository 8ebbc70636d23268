"""The outermost layer: it decides whether to record, and has the trace kept."""

import logging

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import MiddlewareNotUsed
from django.utils.cache import patch_cache_control
from django.utils.decorators import sync_and_async_middleware

from . import access
from .keeping import keep
from .recorder import Recording

logger = logging.getLogger(__name__)
PATH = f"{__name__}.xray"


@sync_and_async_middleware
def xray(get_response):
    """Record the requests of those who want it; with XRAY off, be no layer at all."""
    if access.mode() == "off":
        raise MiddlewareNotUsed

    if iscoroutinefunction(get_response):

        async def middleware(request):
            recording = begin(request)
            if recording is None:
                return await get_response(request)
            with recording:
                response = await get_response(request)
            return hand_over(recording, response)

    else:

        def middleware(request):
            recording = begin(request)
            if recording is None:
                return get_response(request)
            with recording:
                response = get_response(request)
            return hand_over(recording, response)

    return middleware


def begin(request):
    """Begin a recording, if this request is one to be recorded."""
    return record(request) if access.is_wanted(request.COOKIES) else None


def record(request):
    """Begin a recording; None if even that cannot be done."""
    zero, written = request.META.get("xray.started", (None, {}))
    try:
        recording = Recording(request, zero, written)
    except Exception:
        # Whatever a server has put into the environ: the page comes first.
        logger.exception("A request could not be recorded.")
        return None
    recording.layers.enter(PATH, recording.began)
    # What templates ask, to show the link (context.py).
    request.xray = recording
    return recording


def hand_over(recording, response):
    """Give the response to the server, with an order to keep the trace afterwards."""
    finish(recording, response)
    # When the server closes the response it has been sent; queries may be asked now.
    response._resource_closers.append(lambda: keep(recording))
    return response


def finish(recording, response):
    """Let X-ray's own layer be over."""
    request = recording.request
    if recording.shows_link:
        access.make_known(request, response)
        # A page with a link to one person's trace is that person's.
        patch_cache_control(response, private=True)
        if response.has_header("X-Accel-Expires"):
            response["X-Accel-Expires"] = "0"
    recording.layers.leave(response)
    recording.hand_over(response)
