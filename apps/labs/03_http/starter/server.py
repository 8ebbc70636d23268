"""Answer HTTP/1.1 by hand: a page at /, and the picture that the page asks for.

    python server.py [port]

Open http://127.0.0.1:8000/ in a browser and watch this terminal.
"""

import socket
import sys
from pathlib import Path

# What you serve lies here: index.html and test.jpg. Have a look at them.
ROOT = Path(__file__).resolve().parent / "public"


def main():
    port = int(sys.argv[1]) if sys.argv[1:] else 8000
    with socket.create_server(("127.0.0.1", port)) as listener:
        print(f"http://127.0.0.1:{port}/ is served. Ctrl-C ends it.", flush=True)
        while True:
            connection, _ = listener.accept()
            with connection:
                answer(connection)


def answer(connection):
    # What a browser sends, all of it in one piece if you are lucky.
    request = connection.recv(4096)
    print(request.decode("latin-1"), flush=True)
    # Your part: find out which file is asked for, and send it. An answer looks so,
    # each line with CR LF at its end, and after an empty line the bytes of the file:
    #
    #     HTTP/1.1 200 OK
    #     Content-Type: text/html; charset=utf-8
    #     Content-Length: 310


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Ended.")
