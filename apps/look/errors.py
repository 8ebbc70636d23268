"""The pages that say what went wrong. myweb/urls.py names these as its handlers.

Where the visitor is known and the database answers, such a page has its usual
frame. Where that is in doubt, it is made of what this process has in memory.
"""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import get_default_timezone, override

from . import identity
from .context import theme_of_cookie

RETRY_AFTER = 30
WORDS = {"title", "text"}  # the fields that people fill with words of their own
LONG = 40  # characters that nobody wants to type twice


def bad_request(request, exception):
    """Say that the request makes no sense (400), or that it is too large (413)."""
    if isinstance(exception, RequestDataTooBig):
        return request_too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return plain_error(request, 400)


def request_too_large(request, limit):
    """Say how much this site takes at once (413), and what a picture may have."""
    is_text = limit < settings.REQUEST_MAX_SIZE
    return plain_error(request, 413, limit=limit, is_text=is_text)


def permission_denied(request, exception):
    """Say that the visitor may not do this (403), and why if the view said so."""
    return error(request, 403, reason=str(exception))


def csrf_failure(request, reason=""):
    """Say that the form cannot be trusted (403), and that nothing was changed."""
    return error(request, 403, template="errors/csrf.html", texts=texts_of(request))


def texts_of(request):
    """Give the longer texts of a form, so that the page can hand them back."""
    return [
        text
        for name, text in request.POST.items()
        if (name in WORDS or len(text) >= LONG)
        and "password" not in name
        and "token" not in name
    ]


def page_not_found(request, exception):
    """Say that there is nothing here (404), or nothing for this visitor."""
    return error(request, 404)


def method_not_allowed(request, allowed):
    """Say that this address wants another method (405), and keep saying which."""
    response = error(request, 405)
    response["Allow"] = allowed
    return response


def too_many_requests(request, reason="", seconds=None, template=None):
    """Say that this went too fast (429), and when to try again."""
    wait = wait_in_words(seconds) if seconds else None
    response = error(request, 429, template=template, reason=reason, wait=wait)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def wait_in_words(seconds):
    """Say a pause as people say it, rounded up: "6 minutes"."""
    if seconds <= 10:
        return "a few seconds"
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def server_error(request):
    """Say that something broke (500), or that the database is away (503)."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        response = plain_error(request, 503, texts=texts_of(request))
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return plain_error(request, 500)


def error(request, status, template=None, **context):
    """Answer with an error page in the frame that the visitor knows."""
    context |= {"status": status, "request_id": getattr(request, "id", "")}
    return render(request, template or f"errors/{status}.html", context, status=status)


def plain_error(request, status, **context):
    """Answer with an error page that asks neither the database nor the session."""
    context |= {
        "status": status,
        "request_id": getattr(request, "id", ""),
        "theme": theme_of_cookie(request),
        "plain": True,
    }
    context = identity.remembered().as_context() | context
    # The member's time zone is looked up when it is first used: not here.
    with override(get_default_timezone()):
        page = render_to_string(f"errors/{status}.html", context)
    return HttpResponse(page, status=status)
