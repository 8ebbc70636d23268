"""smtplib, http.server and sqlite3: no Django, no word of SMTP written by hand."""

import contextlib
import os
import smtplib
import sys

FILE = "send.py"


def main():
    _, port, sender, recipient = sys.argv
    # sendmail mends the line ends of a str; bytes it sends as they are.
    letter = sys.stdin.buffer.read().decode()
    seconds = float(os.environ.get("MAIL_TIMEOUT", 300))
    try:
        server = smtplib.SMTP("127.0.0.1", int(port), timeout=seconds)
        server.sendmail(sender, [recipient], letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = error.recipients[recipient]
        return 69 if code >= 500 else 75
    except smtplib.SMTPResponseException as error:
        return 69 if error.smtp_code >= 500 else 75
    except OSError:
        return 75
    except ValueError:
        return 65
    with contextlib.suppress(OSError):
        server.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
