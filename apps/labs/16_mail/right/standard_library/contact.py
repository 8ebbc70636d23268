"""The same pages by http.server; the queue is a table of sqlite3."""

import os
import smtplib
import sqlite3
import sys
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


def database():
    found = sqlite3.connect(
        os.environ.get("LETTERS", "letters.sqlite3"), timeout=20, isolation_level=None
    )
    found.execute(
        "CREATE TABLE IF NOT EXISTS letters (id INTEGER PRIMARY KEY, content BLOB,"
        " due REAL DEFAULT 0, tries INTEGER DEFAULT 0)"
    )
    return found


def letter_of(address, subject, text):
    letter = EmailMessage()
    # A line end in a field is a ValueError here.
    letter["Subject"] = subject
    letter["From"], letter["To"] = "site@example.org", "desk@example.org"
    letter["Reply-To"] = address
    letter["Message-ID"] = make_msgid()
    letter.set_content(text)
    return letter.as_bytes(policy=SMTP)


def hand_over(content):
    port, seconds = (
        os.environ.get("MAIL_PORT", 8025),
        os.environ.get("MAIL_TIMEOUT", 10),
    )
    with smtplib.SMTP("127.0.0.1", int(port), timeout=float(seconds)) as server:
        server.sendmail("site@example.org", ["desk@example.org"], content)


class Pages(BaseHTTPRequestHandler):
    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        values = {name: value for name, (value, *_) in parse_qs(form).items()}
        self.send_response(self.take(values))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def take(self, values):
        try:
            content = letter_of(values["address"], values["subject"], values["text"])
            if self.path == "/direct/":
                hand_over(content)
                return 200
        except ValueError:
            return 400
        except OSError:
            return 503
        rows = database()
        rows.execute("INSERT INTO letters (content) VALUES (?)", [content])
        rows.close()
        return 202

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Pages).serve_forever()
