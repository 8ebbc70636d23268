"""Who tries too many passwords: django-axes counts, the limits are these.

Three limits, over the attempts of the last fifteen minutes:

- HERE, one name from one network: somebody who has forgotten a password, or guesses.
- NETWORK, all names from one network: a school has one, and thirty who mistype.
- EVERYWHERE, one account from all networks, by its name and by its address: many
  computers guess together.

The first two count what this visitor did, so they are told, with 429 and the time to
wait. The third is silent: were it told, wrong passwords for an address would close
the name that belongs to it, and anybody could see which that is. Instead the account
rests: no password fits, and its owner has a letter that says so. A browser in which
the owner has come in before passes (a cookie for this page only, good until the next
new password); so others cannot keep the owner out. A new password ends the first and
the third.
"""

import math
from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils import timezone

from apps.look import errors, limits
from apps.look.housekeeping import delete_in_bites

from . import tasks
from .models import fold

PAUSE = timedelta(minutes=15)
HERE, NETWORK, EVERYWHERE = 10, 100, 50
COOKIE, YEAR = "known", 365 * 24 * 3600


class Handler(AxesDatabaseHandler):
    """Count as above, and keep no more about anybody than that needs."""

    def get_failures(self, request, credentials=None):
        """Give 1 when a limit is reached: settings.AXES_FAILURE_LIMIT is 1."""
        return int(reached(request, credentials).exists())

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is None:  # not a visitor: a test, or a program of the site's own
            return
        request.axes_user_agent = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)
        keys = getattr(request, "login_keys", None)
        if keys and failures(recent().filter(username__in=keys)) == EVERYWHERE:
            tasks.send_resting.enqueue(keys[0], int(PAUSE.total_seconds() // 60))

    def user_logged_in(self, sender, request, user, **kwargs):
        """Forget the slips of who got in, here; those from elsewhere still count."""
        here = AccessAttempt.objects.filter(ip_address=network_of(request))
        here.filter(username__in=keys_of(user)).delete()

    def user_logged_out(self, sender, request, user, **kwargs):
        """Write no history of who was here when."""

    def clean_expired_user_attempts(self, request=None, credentials=None):
        """Leave it to housekeeping, so that nobody who signs in waits for it."""
        return 0


def reached(request, credentials):
    """Give the attempts by which this visitor has reached a limit, if so."""
    network = network_of(request)
    here = recent().filter(ip_address=network)
    of_name = here.filter(username=name_typed(request, credentials))
    if failures(of_name) >= HERE:
        return of_name
    # Without a true address everybody would share the limit of one.
    return here if network and failures(here) >= NETWORK else here.none()


def is_resting(request, key, user):
    """Say whether so many tried this account that no password fits now.

    Who asks for a name that does not exist waits as long.
    """
    keys = {key[:255], *(keys_of(user) if user else ())}
    request.login_keys = sorted(keys)
    if failures(recent().filter(username__in=keys)) < EVERYWHERE:
        return False
    is_in = user is not None and getattr(request, "user", None) == user
    return user is None or not (is_in or is_known(request, user))


def recent():
    return AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - PAUSE)


def failures(attempts):
    sum_of = attempts.aggregate(sum=Sum("failures_since_start"))
    return sum_of["sum"] or 0


def refuse(request, response, credentials):
    """Answer who has reached a limit: how long it lasts, and what ends it."""
    last = reached(request, credentials).aggregate(last=Max("attempt_time"))["last"]
    left = (last or timezone.now()) + PAUSE - timezone.now()
    seconds = max(1, math.ceil(left.total_seconds()))
    return errors.too_many_requests(
        request, seconds=seconds, template="errors/locked_out.html"
    )


def lift(user):
    """Forget the failed attempts for an account: its owner has a new password."""
    AccessAttempt.objects.filter(username__in=keys_of(user)).delete()


def prune():
    """Forget the attempts that count no more; housekeeping calls this."""
    before = timezone.now() - PAUSE
    delete_in_bites(AccessAttempt.objects.filter(attempt_time__lte=before))


# Who tries, and which account


def name_typed(request, credentials):
    """Give the name that was typed, as axes keeps it."""
    return fold((credentials or {}).get("username") or "")[:255]


def keys_of(user):
    """Give the names by which this account is tried."""
    return {key[:255] for key in (user.username_key, user.email_key) if key}


def network_of(request):
    """Give the network of the visitor as one address; None where it is not known."""
    network = limits.network_of(request) or ""
    return network.partition("/")[0] or None


# Browsers in which somebody has signed in before


def is_known(request, user):
    """Say whether the member has come in with this browser before."""
    kept = request.COOKIES.get(COOKIE, "")
    try:
        return signing.loads(kept, salt=salt_of(user), max_age=YEAR) == user.pk
    except signing.BadSignature:
        return False


def salt_of(user):
    """Bind the cookie to the password: with a new one, old browsers are strangers.

    Whoever had the old password, or a copy of the cookie, must not try on.
    """
    return f"{COOKIE} {user.get_session_auth_hash()}"


def remember(response, user):
    """Let the browser say, at the door only, that the member knows the way."""
    response.set_cookie(
        COOKIE,
        signing.dumps(user.pk, salt=salt_of(user)),
        max_age=YEAR,
        path=reverse("accounts:login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
