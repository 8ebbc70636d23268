"""The outermost layer: it decides whether to record, and has the trace kept."""

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import MiddlewareNotUsed
from django.utils.cache import patch_cache_control
from django.utils.decorators import sync_and_async_middleware

from . import access
from .keeping import keep
from .recorder import Recording

PATH = f"{__name__}.xray"


@sync_and_async_middleware
def xray(get_response):
    """Record the requests of those who want it; with XRAY off, be no layer at all."""
    if access.mode() == "off":
        raise MiddlewareNotUsed

    if iscoroutinefunction(get_response):

        async def middleware(request):
            if not access.is_wanted(request.COOKIES):
                return await get_response(request)
            with begin(request) as recording:
                response = await get_response(request)
            return hand_over(recording, response)

    else:

        def middleware(request):
            if not access.is_wanted(request.COOKIES):
                return get_response(request)
            with begin(request) as recording:
                response = get_response(request)
            return hand_over(recording, response)

    return middleware


def begin(request):
    zero, written = request.META.get("xray.started", (None, {}))
    recording = Recording(request, zero)
    recording.rewritten = written
    recording.layers.enter(PATH, recording.began)
    # What templates ask, to show the link (context.py).
    request.xray = recording
    return recording


def hand_over(recording, response):
    """Give the response to the server, with an order to keep the trace afterwards."""
    request = recording.request
    if recording.shows_link:
        access.make_known(request, response)
        # A page with a link to one person's trace is that person's.
        patch_cache_control(response, private=True)
        if response.has_header("X-Accel-Expires"):
            response["X-Accel-Expires"] = "0"
    recording.layers.leave(response)
    recording.hand_over(response)
    # When the server closes the response it has been sent; queries may be asked now.
    response._resource_closers.append(lambda: keep(recording))
    return response
