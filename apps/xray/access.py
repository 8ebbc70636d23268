"""Whose request is recorded, and who may read a trace."""

import secrets

from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.module_loading import import_string

MODES = {"off", "own", "everybody"}
COOKIE = "xray"
OFF = "off"
SALT = "apps.xray"
# For how long a browser records after it was switched on.
HOURS = 8
# A session that lies in its cookie has the whole cookie for its key, and another one
# each time that it changes.
LONGEST_KEY = 64


def mode():
    """Give settings.XRAY: off, own or everybody."""
    chosen = getattr(settings, "XRAY", "off") or "off"
    if chosen not in MODES:
        raise ImproperlyConfigured(f"XRAY is {chosen!r}; write off, own or everybody.")
    return chosen


def is_wanted(cookies):
    """Say whether a request that carries these cookies is recorded; asks no database."""
    carried = cookies.get(COOKIE, "")
    if mode() == "everybody":
        return carried != OFF
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    return bool(carried and key) and is_for_session(carried, key)


def is_for_session(carried, key):
    try:
        named = signing.TimestampSigner(salt=SALT).unsign(carried, max_age=HOURS * 3600)
    except signing.BadSignature:
        return False
    return constant_time_compare(named, fingerprint(f"switch:{key}"))


def switch_on(request, response):
    """Let this browser's requests be recorded, for as long as its session lasts."""
    if mode() == "everybody":
        response.delete_cookie(COOKIE, path=settings.SESSION_COOKIE_PATH)
        return
    named = fingerprint(f"switch:{request.session.session_key}")
    set_cookie(response, signing.TimestampSigner(salt=SALT).sign(named))


def switch_off(response):
    """Let this browser's requests not be recorded any more."""
    if mode() == "everybody":
        set_cookie(response, OFF)
    else:
        response.delete_cookie(COOKIE, path=settings.SESSION_COOKIE_PATH)


def set_cookie(response, value):
    response.set_cookie(
        COOKIE,
        value,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def make_known(request, response):
    """Give a guest a cookie to come back with; who has a session is known already."""
    if mode() == "everybody" and not owner(request):
        request.COOKIES[COOKIE] = secrets.token_urlsafe(16)
        set_cookie(response, request.COOKIES[COOKIE])


def owner(request):
    """Give the keyed hash by which traces name their owner; "" if nobody is known."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key and len(key) <= LONGEST_KEY:
        return fingerprint(f"session:{key}")
    carried = request.COOKIES.get(COOKIE, "")
    if mode() == "everybody" and carried and carried != OFF:
        return fingerprint(f"cookie:{carried}")
    return ""


def fingerprint(text):
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]


def may_keep(request):
    """Ask, after the response, whether what was recorded may be kept."""
    if mode() == "everybody":
        return True
    user = getattr(request, "user", None)
    return user is not None and test()(user)


def may_keep_for_lessons(request):
    """Say whether this visitor may keep traces for lessons, and remove them.

    Who may not record, may not: a permission rests where the project's rule says so.
    """
    user = getattr(request, "user", None)
    return user is not None and test()(user) and user.has_perm("xray.keep_trace")


def test():
    path = getattr(settings, "XRAY_TEST", "") or f"{__name__}.may_record"
    return import_string(path)


def may_record(user):
    """Say whether a person may record: the staff, and who has the permission."""
    is_there = user.is_authenticated and user.is_active
    return is_there and (user.is_staff or user.has_perm("xray.record_own"))
