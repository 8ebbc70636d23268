"""What notifications put into a member's archive: see apps/accounts/archives.py."""

from django.conf import settings

from apps.accounts.archives import as_json, as_json_value, moment

from .models import Preference, visible

BITE = 500


def notices(user):
    """Yield what the member was told and may still see, and what is to be mailed."""
    preference = Preference.of(user)
    chosen = {name: getattr(preference, name) for name in preference.CHOICES}
    yield "mail.json", [as_json_value(chosen), "\n"]
    yield "notices.json", as_json(map(as_row, told(user)))
    yield "notices.md", as_page(told(user))


def told(user):
    """Give the notices in the order of their making, a few at a time."""
    last = 0
    rows = user.notifications.with_people().order_by("pk")
    while bite := list(rows.filter(pk__gt=last)[:BITE]):
        yield from visible(bite, user)
        last = bite[-1].pk


def as_row(notice):
    return {
        "kind": notice.kind,
        "words": notice.sentence,
        "address": settings.SITE_URL + notice.place,
        "told_at": notice.created_at,
        "read_at": notice.read_at,
        "mailed_at": notice.mailed_at,
    }


def as_page(notices):
    yield "# What you were told\n\n"
    for notice in notices:
        state = "" if notice.is_read else " (not read)"
        yield f"- {moment(notice.created_at)}: {notice.sentence}{state}\n"
