"""Where learners' machines report their results, and the keys by which they may."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.forum.access import why_not_write
from apps.look import limits

from ..models import Claim, LabKey
from ..models.claim import MOST_CHECKS

MOST_BYTES = 256 * 1024
MOST_ATTEMPTS = 50


class Refusal(Exception):
    """A report that is not taken: the status, and a sentence."""

    def __init__(self, status, error, **headers):
        super().__init__(error)
        self.status, self.error, self.headers = status, error, headers

    def as_response(self):
        return JsonResponse(
            {"error": self.error}, status=self.status, headers=self.headers
        )


# No cookie is looked at, so there is nothing that another site could misuse: the key
# alone says who sends.
@csrf_exempt
@never_cache
def claim_create(request):
    """Keep what a learner's own machine says of its checks: JSON in, JSON out."""
    try:
        if request.method != "POST":
            raise Refusal(405, "Attempts are sent here by POST.", Allow="POST")
        request.user = sender_of(request)
        if not limits.spend(request, "claims"):
            raise Refusal(429, request.limit_reached.sentence)
        return JsonResponse(Claim.objects.keep(request.user, attempts_in(request)))
    except Refusal as refusal:
        return refusal.as_response()


def sender_of(request):
    """Give the member whose key the request carries, and who may take part."""
    scheme, _, words = request.headers.get("Authorization", "").partition(" ")
    member = None
    if scheme.lower() == "bearer":
        member = LabKey.objects.holder_of(words.strip())
    if member is None:
        raise Refusal(
            401,
            "There is no such key here, or it was replaced or withdrawn. "
            "Send a good one as `Authorization: Bearer …`.",
            **{"WWW-Authenticate": 'Bearer realm="learn"'},
        )
    if why_not := why_not_write(member):
        raise Refusal(403, why_not)
    return member


def attempts_in(request):
    """Read the list that was sent, before anybody looks at what is in it."""
    if request.content_type != "application/json":
        raise Refusal(415, "Send application/json.")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refusal(413, f"Send at most {MOST_BYTES} bytes at a time.")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "That is no JSON.") from None
    attempts = sent.get("attempts") if isinstance(sent, dict) else None
    if not isinstance(attempts, list):
        raise Refusal(400, 'Send {"attempts": [...]}.')
    if len(attempts) > MOST_ATTEMPTS:
        raise Refusal(413, f"Send at most {MOST_ATTEMPTS} attempts at a time.")
    return attempts


@require_safe
@login_required
def key_detail(request):
    """Show whether the member has a key for reporting results, and what it is for."""
    return render(
        request,
        "course/key_detail.html",
        {
            "key": LabKey.objects.filter(member=request.user).first(),
            "most_checks": MOST_CHECKS,
        },
    )


@require_POST
@never_cache
@login_required
def key_create(request):
    """Make a key in place of the one before, and show it, this once.

    The page answers the POST itself. After a redirect, another request would have to
    find the words again, and so they would have to be kept.
    """
    if why_not := why_not_write(request.user):
        raise PermissionDenied(why_not)
    words = LabKey.objects.give(request.user)
    about = {"words": words, "site": settings.SITE_URL}
    return render(request, "course/key_create.html", about)


@require_POST
@login_required
def key_withdraw(request):
    """Let the member's key open nothing any more."""
    LabKey.objects.filter(member=request.user).delete()
    messages.success(request, "The key is withdrawn. What was reported with it stays.")
    return redirect("course:key_detail")
