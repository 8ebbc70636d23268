"""Fetch a page over HTTPS, and believe nobody without a reason.

    python fetch.py https://secure.localhost:8443/ var/tls/root.pem

The file has the roots that are trusted; without one, those of this system. The page is printed;
when the server cannot prove who it is, a sentence says why, and nothing is sent to it.
"""

import socket
import ssl
import sys
from urllib.parse import urlsplit


def main():
    if not sys.argv[1:]:
        sys.exit("Which page? python fetch.py https://secure.localhost:8443/ root.pem")
    address = urlsplit(sys.argv[1])
    try:
        sys.stdout.buffer.write(fetch(address, sys.argv[2] if sys.argv[2:] else None))
    except ssl.SSLCertVerificationError as error:
        sys.exit(f"{address.hostname} is not trusted: {error.verify_message}")
    except ssl.SSLError as error:
        sys.exit(f"TLS with {address.hostname} has failed: {error.reason or error}")
    except OSError as error:
        sys.exit(f"{address.hostname} cannot be reached: {error}")


def context_for(root):
    """Give what a client asks of a server: who it must be, and how it must speak."""
    # A chain to one of these roots, valid now, for the name that was asked for.
    context = ssl.create_default_context(cafile=root)
    # Only the names in subjectAltName. Python's default falls back to CN when there are none,
    # browsers do not (RFC 9110, 4.3.4).
    context.hostname_checks_common_name = False
    # Nothing older: RFC 8996 has done away with TLS 1.0 and 1.1.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def fetch(address, root):
    name, port = address.hostname, address.port or 443
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n"
    )
    # Names below localhost are this machine (RFC 6761, 6.3), whether the resolver knows or not.
    machine = "127.0.0.1" if name.endswith(".localhost") else name
    with (
        socket.create_connection((machine, port), timeout=20) as plain,
        # The name goes in clear text before all else (SNI), so that a server of many sites
        # knows which certificate to show; and it is what the certificate must hold.
        context_for(root).wrap_socket(plain, server_hostname=name) as wire,
    ):
        wire.sendall(request.encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    return answer.partition(b"\r\n\r\n")[2]


if __name__ == "__main__":
    main()
