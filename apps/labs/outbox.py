"""What a class's site has not been told yet, and how it is told.

The address and the learner's key lie in a file beside the database, which only its
owner can read. What was taken is noted with each attempt (Delivery), so a site that
is down loses nothing, and what is sent twice is known there already.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from . import ladder
from .models import Attempt, Delivery
from .showing import count

ADDRESS = "/learn/attempts/"
AT_ONCE = 50  # what a site takes in one request
PATIENCE = 10  # seconds for an answer
MOST_BYTES = 1024 * 1024  # of an answer


class NotTaken(Exception):
    """The site did not take the results; the message says why. They are kept here."""

    def __init__(self, message, is_final=False):
        super().__init__(message)
        self.is_final = is_final  # to try the same again would not help


@dataclass
class Outbox:
    """One class's site, and the learner's key to it."""

    to: str
    key: str
    trouble: str = ""  # what went wrong the last time

    def __post_init__(self):
        self.to = site_of(self.to)

    @property
    def waiting(self):
        return Attempt.objects.untold(self.to)

    def send(self):
        """Tell all that the site does not know; give how many, and what it refused.

        With nothing to tell, the site is asked whether it knows the key.
        """
        told, refused = 0, []
        while True:
            attempts = list(self.waiting[:AT_ONCE])
            answer = self.post([attempt.as_data() for attempt in attempts])
            whys = whys_in(answer, len(attempts))
            Delivery.objects.bulk_create(
                [
                    Delivery(attempt=attempt, to=self.to, refused=whys.get(n, ""))
                    for n, attempt in enumerate(attempts)
                ],
                ignore_conflicts=True,  # another process tells the same just now
            )
            told += len(attempts) - len(whys)
            refused += whys.values()
            if len(attempts) < AT_ONCE:
                return told, refused

    def post(self, attempts):
        """Send a list to the site and give its answer; NotTaken if there is none."""
        request = urllib.request.Request(
            self.to + ADDRESS,
            data=json.dumps({"attempts": attempts}).encode(),
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                "User-Agent": "myweb-lab",
            },
        )
        try:
            with opener().open(request, timeout=PATIENCE) as response:
                return read_json(response)
        except urllib.error.HTTPError as error:
            with error:
                raise self.refusal(error) from None
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise NotTaken(f"{self.to} does not answer: {reason}.") from None

    def refusal(self, error):
        """Say in a sentence why the site refuses."""
        if 300 <= error.code < 400:
            where = error.headers.get("Location", "another address")
            # The key goes nowhere that the learner has not named.
            return NotTaken(
                f"{self.to} sends us on to {where}. Name the site as its address "
                "bar does.",
                is_final=True,
            )
        said = ""
        with suppress(OSError, HTTPException, ValueError):
            said = str(read_json(error).get("error", ""))[:300]
        if not said and error.code == 404:
            said = "there is no such page. Is it a site of this program?"
        said = said or f"{error.code} {error.reason}"
        is_final = 400 <= error.code < 500 and error.code != 429
        return NotTaken(f"{self.to} answers: {said}", is_final)

    def remember(self):
        """Keep it for the next checks, in a file for the owner alone."""
        path = file()
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        # Made with its mode: there is no moment at which others could read it.
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as stream:
            json.dump(asdict(self), stream)
        new.replace(path)

    def words(self):
        """Say how things stand: what waits, and why."""
        waits = count(self.waiting.count(), "result")
        if self.trouble:
            return f"Not reported so far: {waits}. {self.trouble} Trying again."
        return f"Reporting {waits} to {self.to}."


def file() -> Path:
    return Path(settings.VAR_DIR) / "lab_report.json"


def known():
    """Give the site that results go to; None where the learner has named none."""
    try:
        return Outbox(**json.loads(file().read_text()))
    except (FileNotFoundError, TypeError, ValueError):
        return None


def forget():
    """Report nothing any more; say whether anything had been."""
    was = file().exists()
    file().unlink(missing_ok=True)
    return was


def begin_sending():
    """Send in a process of its own, so that nobody waits for a slow site."""
    return subprocess.Popen(
        [sys.executable, str(ladder.ROOT / "manage.py"), "lab", "report", "--json"],
        cwd=ladder.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C at the terminal is not meant for it
    )


def site_of(address):
    """Give a site's address, without a path, of what somebody typed or copied."""
    words = address.strip()
    if "://" not in words:
        words = f"https://{words}"
    parts = urlsplit(words)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError(f"{address!r} is no address of a site, such as https://…")
    if parts.port == 0 or len(parts.netloc) > 190:
        raise ValueError(f"{address!r} is no address of a site.")
    return f"{parts.scheme}://{parts.netloc}"


def whys_in(answer, number):
    """Give {place in the list: why} of what the site could not read."""
    refused = answer.get("refused")
    found = {}
    for one in refused if isinstance(refused, list) else []:
        place = one.get("attempt") if isinstance(one, dict) else None
        if isinstance(place, int) and 0 <= place < number:
            found[place] = str(one.get("why", "no reason given"))[:300]
    return found


def read_json(response):
    told = json.loads(response.read(MOST_BYTES))
    if not isinstance(told, dict):
        raise ValueError("its answer is not ours")
    return told


class Stay(urllib.request.HTTPRedirectHandler):
    """Follow nobody: the key would go along."""

    def redirect_request(self, *args):
        return None


def opener():
    return urllib.request.build_opener(Stay)
