"""Whom a text calls: `@ada` means the member of that name, if there is one."""

from apps.accounts.models import User, fold
from apps.look import markup
from apps.look.mentions import Called


def render(text, pictures=None):
    """Give a text as HTML with the members it calls linked, and these members.

    It shows these pictures where it holds their addresses: {name: picture}.
    """
    called = Called(members)
    return markup.render(text, called=called, pictures=pictures), called.linked


def named_in(text):
    """Give the username keys of those whom a text calls, ten at most, in order."""
    return [member.username_key for member in render(text)[1]]


def members(names):
    """Give whom these names mean, by name; in one query."""
    keys = {name: fold(name) for name in names}
    rows = User.objects.listed().filter(username_key__in=set(keys.values()))
    found = {row.username_key: row for row in rows.only("username", "username_key")}
    return {name: found[key] for name, key in keys.items() if key in found}
