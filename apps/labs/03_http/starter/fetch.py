"""Fetch a page by hand: the content to standard output.

    python fetch.py http://127.0.0.1:8000/

The exit status is not 0 when the server says 400 or more, or gives no sound answer.
"""

import sys
from urllib.parse import urlsplit


def main():
    address = urlsplit(sys.argv[1])
    # Your part: connect to address.hostname and address.port, send a request, read
    # the answer, and write its content to sys.stdout.buffer.
    print(f"What {address.netloc} says should stand here.", file=sys.stderr)


if __name__ == "__main__":
    main()
