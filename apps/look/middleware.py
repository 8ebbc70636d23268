"""What happens to every request before and after its view.

Each function is a Django middleware: it takes the next layer and returns
a function that takes a request and returns a response.
"""

import codecs
import re
import uuid

from django.conf import settings
from django.core.exceptions import BadRequest

from . import errors, logs
from . import probes as probe_views

PROBES = {"/healthz": probe_views.healthz, "/readyz": probe_views.readyz}
PERSONAL_COOKIES = {settings.SESSION_COOKIE_NAME, "messages", "theme"}
# What nginx sends: 32 hexadecimal digits.
REQUEST_ID = re.compile(r"[0-9a-f]{32}")


def request_id(get_response):
    """Give each request the id that nginx gave it, or one of its own.

    nginx passes it as REQUEST_ID in the WSGI environ. A client cannot set that:
    what a client sends arrives as HTTP_….
    """

    def middleware(request):
        given = request.META.get("REQUEST_ID", "")
        request.id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        token = logs.request_id.set(request.id)
        try:
            response = get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response

    return middleware


def probes(get_response):
    """Answer /healthz and /readyz before any layer that could refuse or redirect."""

    def middleware(request):
        view = PROBES.get(request.path_info)
        return view(request) if view else get_response(request)

    return middleware


def guest_cache(get_response):
    """Let nginx keep a guest's page for a second, and nobody else's page at all.

    nginx keeps only what says X-Accel-Expires (deploy/nginx/), and takes that
    header out. A page is a guest's when the request carries none of the personal
    cookies and the answer sets no cookie; a page with a CSRF token always sets one.
    """

    def middleware(request):
        response = get_response(request)
        if response.has_header("Cache-Control"):
            return response
        if PERSONAL_COOKIES.isdisjoint(request.COOKIES) and not response.cookies:
            if request.method in {"GET", "HEAD"} and response.status_code == 200:
                response["X-Accel-Expires"] = "1"
        else:
            response["Cache-Control"] = "private"
        return response

    return middleware


def limits_reached(get_response):
    """Answer 429, and say when to come back, where limits.spend() said no.

    The view has shown its page again, as it does for any form that is not right.
    """

    def middleware(request):
        response = get_response(request)
        refusal = getattr(request, "limit_reached", None)
        if refusal:
            response.status_code = 429
            response["Retry-After"] = str(refusal.seconds)
        return response

    return middleware


def refuse_large(get_response):
    """Refuse a body that says it is too large, before Django reads it.

    nginx does the same; where none stands in front, Django would write the whole of a
    film to the disk, and then find that it is no picture.
    """

    def middleware(request):
        length = request.headers.get("content-length") or "0"
        # A number of thousands of digits is none that Python would read.
        if length.isdecimal() and (
            len(length) > 15 or int(length) > settings.REQUEST_MAX_SIZE
        ):
            return errors.request_too_large(request, settings.REQUEST_MAX_SIZE)
        return get_response(request)

    return middleware


def read_utf8_only(get_response):
    """Refuse a request that says it is written in anything but UTF-8.

    Django would read it so. Some charsets can spell half a character (a lone
    surrogate), which no database keeps and no page can show again.
    """

    def middleware(request):
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("This site reads UTF-8 only.")
        return get_response(request)

    return middleware


def refuse_nul(get_response):
    """Refuse an address with a NUL in it: PostgreSQL cannot be asked about one.

    Forms refuse it by themselves; parts of an address reach a query as they are.
    """

    def middleware(request):
        if "\0" in request.path_info:
            raise BadRequest("No address of this site has a NUL character.")
        return get_response(request)

    return middleware


def explain_405(get_response):
    """Give a page to the empty answer that Django has for a wrong method."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            return errors.method_not_allowed(request, response["Allow"])
        return response

    return middleware
