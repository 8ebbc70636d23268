"""The standard library's client."""

import http.client
import sys
from urllib.parse import urlsplit

FILE = "fetch.py"

parts = urlsplit(sys.argv[1])
connection = http.client.HTTPConnection(parts.hostname, parts.port)
try:
    target = parts._replace(scheme="", netloc="", fragment="").geturl()
    connection.request("GET", target if target.startswith("/") else f"/{target}")
    answer = connection.getresponse()
    sys.stdout.buffer.write(answer.read())
except (OSError, http.client.HTTPException) as error:
    sys.exit(repr(error))
sys.exit(answer.status >= 400)
