"""Addresses that a page prints by the dozen, without asking the URLconf each time.

`reverse()` takes about ten microseconds; a topic page prints sixty addresses.
And `number_in`, for a number that somebody put behind the question mark.
"""

from functools import cache, lru_cache

from django.urls import reverse


@cache
def fixed(name):
    """Give the address of a page that has only one."""
    return reverse(name)


def numbered(name, number):
    """Give the address of a page whose pattern holds one number: topics/42/."""
    before, after = _around(name)
    return f"{before}{number}{after}"


@cache
def _around(name):
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after


@lru_cache(maxsize=10_000)
def named(name, word):
    """Give the address of a page whose pattern holds one word: members/ada/."""
    return reverse(name, args=[word])


def number_in(text):
    """Read an id from a query string: ?quote=42. None where it can be no row's."""
    # int() refuses some thousand digits, and a database twenty.
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
