"""An existing master: gunicorn, with the pages as a WSGI application.

Its workers serve one client at a time and keep no connection. Host is for the application to
look at.
"""

import sys
import time

from gunicorn.app.base import BaseApplication

FILE = "processes.py"


def application(environ, start_response):
    import pages
    from messages import Refused, Request, check_host, read_target

    try:
        check_host([environ.get("HTTP_HOST", "").encode("latin-1")], is_needed=True)
        target = read_target(environ["RAW_URI"].encode("latin-1"))
    except Refused as refused:
        answer = refused.answer
    else:
        content = environ["wsgi.input"].read()
        method = environ["REQUEST_METHOD"].encode()
        answer = pages.answer_to(Request(method, *target, False, False, content))
    time.sleep(answer.after)
    fields = {"Content-Type": "text/plain", "Content-Length": str(len(answer.content))}
    fields |= answer.fields
    start_response(f"{answer.status:d} {answer.status.phrase}", list(fields.items()))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.content]


class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", f"127.0.0.1:{sys.argv[1]}")
        self.cfg.set("workers", 4)

    def load(self):
        # In the child: so a HUP brings the new program.
        import pages  # noqa: F401 (read now, not at the first request)

        return application


if __name__ == "__main__":
    Server().run()
