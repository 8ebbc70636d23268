"""An application that tells which member of the group has answered.

    /…       two words: the member and its process
    /long    the same after three seconds: longer than nginx should wait

The members differ in one variable of their environment. uwsgi.ini names it as
app:application.
"""

import os
import time

RELEASE = "the first release"


def application(environ, start_response):
    if environ["PATH_INFO"].endswith("/long"):
        time.sleep(3)
    body = f"{os.environ['MEMBER']} {os.getpid()} ({RELEASE})\n".encode()
    fields = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response("200 OK", fields)
    return [body]
