import http.client
import socket
import ssl
import sys
from urllib.parse import urlsplit

where = urlsplit(sys.argv[1])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.hostname_checks_common_name = False
if len(sys.argv) > 2:
    context.load_verify_locations(sys.argv[2])
else:
    context.load_default_certs()


class Here(http.client.HTTPSConnection):
    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port))
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


try:
    client = Here(where.hostname, where.port)
    client.request("GET", where.path or "/")
    print(client.getresponse().read().decode())
except ssl.SSLError as error:
    print("No:", error, file=sys.stderr)
    raise SystemExit(2) from None
