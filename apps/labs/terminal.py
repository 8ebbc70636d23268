"""How the command talks to a terminal: plain lines, colour only where it is wanted."""

import os
import sys

CODES = {"good": "32", "bad": "31", "label": "1", "quiet": "2"}


class Trouble(Exception):
    """The command cannot do it; the message says why, and what to type instead."""

    def __init__(self, message, code=2):
        super().__init__(message)
        self.code = code


def has_colour(stream):
    """Say whether colour reaches a person who wants it: https://no-color.org."""
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return is_wanted and stream.isatty()


def style_for(stream):
    """Give a function that colours words. Colour only repeats what the words say."""
    if not has_colour(stream):
        return plain
    return lambda kind, words: f"\x1b[{CODES[kind]}m{words}\x1b[0m"


def plain(kind, words):
    return words


def typed(words):
    """Write a command as this person types it, so that it can be copied."""
    return f"{interpreter()} manage.py lab {words}"


def interpreter():
    """Give Python's name as this person types it."""
    name = sys.orig_argv[0]
    # "python" and ".venv/bin/python" are typed; a long path comes from a script.
    return "python" if os.path.isabs(name) and len(name) > 20 else name
