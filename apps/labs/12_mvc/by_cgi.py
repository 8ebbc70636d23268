#!/usr/bin/env python3
"""The guestbook as a CGI script: started for each request, and ended with it (RFC 3875).

The request comes in the environment and on standard input, the answer goes to standard
output: a head, an empty line, the content. serve.py starts it, and so would lab 06's
gateway or any server of 1995.
"""

import os
import sys
from urllib.parse import parse_qs

import guestbook
from page import page


def main():
    if os.environ.get("REQUEST_METHOD") == "POST":
        sign(form())
    else:
        show()


def form():
    """Read the form: the server tells its length, and there is nothing behind it."""
    length = int(os.environ.get("CONTENT_LENGTH") or 0)
    fields = parse_qs(sys.stdin.buffer.read(length).decode("utf-8", "replace"))
    return {name: fields.get(name, [""])[0] for name in ("name", "words")}


def sign(fields):
    try:
        guestbook.add(**fields)
    except guestbook.Refused as refused:
        return show("400 Bad Request", error=str(refused), **fields)
    # To be asked for by GET: reloading that page sends nothing a second time.
    return answer("303 See Other", "Location: ./\n")


def show(status="200 OK", **fields):
    answer(status, "", page("a CGI script", guestbook.entries(), **fields))


def answer(status, fields, text=""):
    content = text.encode()
    head = f"Status: {status}\n{fields}Content-Type: text/html; charset=utf-8\n"
    head += f"Content-Length: {len(content)}\n\n"
    sys.stdout.buffer.write(head.encode() + content)


if __name__ == "__main__":
    main()
