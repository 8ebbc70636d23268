"""Letters to people: `send` writes one, and in development a page shows them.

Call `send` from a task and never from a request: a mail server may be slow or
away, and the queue tries again (apps/look/queue.py). Give it the task's id as
`message_id`. A letter that is sent twice then carries the same Message-ID, by
which mail programs know that it is one.
"""

import os
import re
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

# What a Message-ID may begin with: RFC 5322's dot-atom without its odd signs.
LOCAL_PART = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
FILE_NAME = re.compile(r"[0-9]{19}-[0-9a-f]{8}")


def send(*, to, subject, text, html="", message_id="", headers=None):
    """Send one letter through the configured backend, or raise what went wrong.

    `to` is an address or a list of addresses. A line break in an address or in a
    header raises django.core.mail.BadHeaderError, so that nobody adds headers of
    their own; in a subject, which may quote a title, it becomes a space.
    """
    letter = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[to] if isinstance(to, str) else list(to),
        headers={
            "Message-ID": stable_id(message_id or uuid.uuid4().hex),
            # RFC 3834: nobody's "I am on holiday" should answer a machine.
            "Auto-Submitted": "auto-generated",
        }
        | (headers or {}),
    )
    if html:
        letter.attach_alternative(html, "text/html")
    letter.send()


def stable_id(name):
    """Make the Message-ID of this name at this site: <name@example.org>."""
    if not LOCAL_PART.fullmatch(str(name)):
        raise ValueError(f"{name!r} cannot be part of a Message-ID.")
    host = urlsplit(settings.SITE_URL).hostname
    return f"<{name}@{host.encode('idna').decode()}>"


class FolderBackend(BaseEmailBackend):
    """Keep each letter as a file in EMAIL_FILE_PATH, for the page /mail/."""

    def send_messages(self, letters):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for letter in letters:
            path = folder / f"{time.time_ns():019}-{uuid.uuid4().hex[:8]}.eml"
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(letter.message().as_bytes())
            os.replace(unfinished, path)  # the page never sees half a letter
        return len(letters)


@dataclass
class Letter:
    """A letter read back from its file."""

    name: str
    message: EmailMessage

    @property
    def subject(self):
        return self.message["Subject"] or "(no subject)"

    @property
    def to(self):
        return self.message["To"] or ""

    @property
    def sent_at(self):
        """When it was written: the file's name begins with the nanosecond."""
        return datetime.fromtimestamp(int(self.name[:19]) / 1e9, UTC)

    @property
    def headers(self):
        return self.message.items()

    @property
    def text(self):
        return self._part("plain")

    @property
    def html(self):
        return self._part("html")

    def _part(self, kind):
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content() if part else ""


def kept_letters(limit=100):
    """Read the newest letters of the folder, the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    names = sorted((path.stem for path in folder.glob("*.eml")), reverse=True)
    return [letter for name in names[:limit] if (letter := kept_letter(name))]


def kept_letter(name):
    """Read one letter, or None where there is none of that name."""
    if not FILE_NAME.fullmatch(name):
        return None
    path = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    if not path.is_file():
        return None
    return Letter(name, message_from_bytes(path.read_bytes(), policy=policy.default))
