"""Deliver the letters that wait in contact.py's queue, and try again where it is worth it.

    python worker.py            until Ctrl-C
    python worker.py --batch    until nothing waits any more

RETRY is the number of seconds before the second attempt (30; it doubles each time), LEASE
for how long a worker may be busy with one letter (600).

It delivers each letter at least once. Exactly once cannot be promised by anybody: when this
process dies between the server's "250 taken" and its own note of it, nobody can know
whether that was said. So the letter goes out again, under the same Message-ID.
"""

import os
import smtplib
import sys
import time
from datetime import timedelta

from contact import Letter, letter_of, make_table
from django.db.models import F
from django.utils import timezone

RETRY = float(os.environ.get("RETRY", "30"))
LEASE = float(os.environ.get("LEASE", "600"))
PAUSE = 0.05  # seconds between two looks into an empty queue


def main():
    make_table()
    is_batch = "--batch" in sys.argv[1:]
    print("The worker is here." + " Ctrl-C ends it." * (not is_batch), flush=True)
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    while True:
        letter = take_one(waiting.filter(due_at__lte=timezone.now()))
        if letter:
            deliver(letter)
        elif is_batch and not waiting.exists():
            break
        else:
            time.sleep(PAUSE)


def take_one(due):
    """Give a letter that is ours alone for as long as the lease, or None.

    Two workers may have seen the same row. The UPDATE asks and takes in one: its WHERE
    fits for the first of them, and no more for the second. If this worker dies, the row
    is due again when the lease has ended; there is nothing to clean up.
    """
    for letter in due.order_by("due_at")[:10]:
        is_as_seen = Letter.objects.filter(pk=letter.pk, due_at=letter.due_at)
        until = timezone.now() + timedelta(seconds=LEASE)
        if is_as_seen.update(due_at=until, attempts=F("attempts") + 1):
            letter.attempts += 1
            return letter
    return None


def deliver(letter):
    """Try once, and note what came of it: first the deed, then the note."""
    message = {
        "subject": letter.subject,
        "text": letter.text,
        "address": letter.address,
    }
    try:
        letter_of(message, letter.message_id).send()
    except (OSError, ValueError) as error:
        note_failure(letter, error)
    else:
        letter.state = Letter.State.SENT
        letter.said = ""
        print(f"sent: {letter.subject}", flush=True)
    letter.save(update_fields=["state", "due_at", "said"])


def note_failure(letter, error):
    letter.said = str(error)
    if is_final(error):
        # Not again: a server that is asked for ever what it has refused for good thinks
        # us a sender of spam. A person must look at it.
        letter.state = Letter.State.REFUSED
        print(f"refused: {letter.subject}: {error}", file=sys.stderr, flush=True)
    else:
        # Later, and each time later (RFC 5321, 4.5.4.1): a server that comes back after
        # an hour should not be met by all of us at once. Meanwhile others go on.
        pause = min(RETRY * 2 ** (letter.attempts - 1), 3600)
        letter.due_at = timezone.now() + timedelta(seconds=pause)
        print(f"not now: {letter.subject}: {error}", file=sys.stderr, flush=True)


def is_final(error):
    """Say whether it was "never" (5yz) and not "not now" (4yz, nobody there, silence)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    # ValueError: this letter cannot even be written. OSError: the network.
    return isinstance(error, ValueError)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
