"""A letter that is done is deleted: what is in the table waits."""

import os
import smtplib
import sys
import time

from contact import database, hand_over

TAKE = """
    UPDATE letters SET due = ?, tries = tries + 1
    WHERE id = (SELECT id FROM letters WHERE due <= ? ORDER BY due LIMIT 1)
    RETURNING id, content, tries
"""


def main():
    rows = database()
    while True:
        now = time.time()
        lease = float(os.environ.get("LEASE", 600))
        taken = rows.execute(TAKE, [now + lease, now]).fetchall()
        if taken:
            deliver(rows, *taken[0])
        elif (
            "--batch" in sys.argv
            and not rows.execute("SELECT 1 FROM letters").fetchall()
        ):
            return
        else:
            time.sleep(0.02)


def deliver(rows, number, content, tries):
    try:
        hand_over(content)
    except OSError as error:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code = min(code for code, _ in error.recipients.values())
        else:
            code = getattr(error, "smtp_code", 0)
        if code < 500:
            pause = float(os.environ.get("RETRY", 30)) * 2**tries
            rows.execute(
                "UPDATE letters SET due = ? WHERE id = ?", [time.time() + pause, number]
            )
            return
    rows.execute("DELETE FROM letters WHERE id = ?", [number])


main()
