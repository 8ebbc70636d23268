"""What the parts of this check share: handshakes, and requests over TLS."""

import shutil
import socket
import ssl
import tempfile
from pathlib import Path

from apps.labs import judge, ports
from apps.labs.checking import Refused, document, rfc
from apps.labs.nginxes import Front
from apps.labs.programs import Rest, poll
from apps.labs.wires import Event

NAME = "secure.localhost"
TLS = "var/tls"
PROFILE = rfc(
    5280,
    "4.2.1.9",
    "basicConstraints says whether the key in a certificate may sign others: CA:TRUE.",
)


def directive(name, says, module="ngx_http_ssl_module"):
    """Name a place in nginx's manual: a directive of a module."""
    address = f"https://nginx.org/en/docs/http/{module}.html#{name}"
    return document("nginx", name, says, address)


# Certificates


def client_context(root):
    """Give what a strict client asks: RFC 5280 to the letter, and names in SAN only."""
    context = ssl.create_default_context(cafile=str(root))
    context.hostname_checks_common_name = False
    # Python's own default from 3.13 on.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def distrust(root, chain, key, name):
    """Say why a client that trusts this root does not take this for that name: "" if it does.

    Client and server shake hands in memory: no socket is needed for it.
    """
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        client = client_context(root)
        server.load_cert_chain(str(chain), str(key))
    except ssl.SSLError as error:
        # No certificate at all, or the key of another.
        return error.reason or str(error)
    sides = [
        client.wrap_bio(down, up, server_hostname=name),
        server.wrap_bio(up, down, server_side=True),
    ]
    for _ in range(6):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
            except ssl.SSLError as error:
                return str(error)
    return ""


# The site


class Site(Front):
    """The learner's nginx, asked over TLS, by a client that trusts the learner's root."""

    def __init__(self, bench):
        super().__init__(bench, bench.shared("serve.py", named=8443), NAME)

    @property
    def root(self):
        return self.server.folder / TLS / "root.pem"

    def ready(self):
        """Wait until it listens; and say by which address clients come."""
        self.server.connect().close()
        return f"{NAME}:{self.server.port}"

    def ask_tls(self, target="/", *fields, sni=NAME, host=None, context=None):
        """Ask over TLS. What went over it is shown as if it had been in the clear."""
        host = host or self.ready()
        words = self.words(target, *fields, host=host)
        try:
            with (
                socket.create_connection(
                    (ports.HOST, self.server.port), timeout=self.bench.start_patience
                ) as plain,
                (context or client_context(self.root)).wrap_socket(
                    plain, server_hostname=sni
                ) as wire,
            ):
                version = wire.version()
                wire.sendall(words)
                answer = b"".join(iter(lambda: wire.recv(65536), b""))
        except (ssl.SSLError, OSError) as error:
            why = getattr(error, "verify_message", "") or str(error)
            raise Refused(
                f"TLS with {sni} succeeds for a client that trusts var/tls/root.pem.",
                got=f"It says: {why}\n{self.last_words()}",
            ) from None
        return judge.read_answer(self._as_wire(words, answer, f"{version}, {sni}"))

    def _as_wire(self, words, answer, how):
        ours, theirs = socket.socketpair()
        theirs.sendall(answer)
        theirs.close()
        wire = self.bench.wire(NoDelay(ours))
        wire.note(f"(Over {how}.)")
        wire.events.append(Event("sent", words))
        return wire

    def ask_plain(self, target="/", *fields, host="secure.localhost"):
        """Ask the other port, which speaks no TLS."""
        self.ready()
        port = int((self.folder / "http.port").read_text())
        wire = self.server.connect(port)
        return self.ask(target, *fields, host=host, wire=wire)


class NoDelay:
    """One end of a pair of sockets, which have no Nagle's algorithm to switch off."""

    def __init__(self, inner):
        self.inner = inner

    def setsockopt(self, *arguments):
        pass

    def __getattr__(self, name):
        return getattr(self.inner, name)


# The folder


# Three keys and three certificates: tenths of a second; with long RSA keys, on a busy machine,
# much more. Right work is slow there, and nothing is concluded from it.
PATIENCE = 80


def authority(bench, *names):
    """Run authority.py and give the folder of what it has made."""
    told = bench.start("authority.py", *names)
    told.say_no_more()
    rest = Rest(told)
    poll(
        lambda: told.has_ended or rest.seconds > max(bench.patience, 15),
        PATIENCE,
    )
    folder = bench.folder / TLS
    missing = [
        name
        for name in ("root.pem", "site.pem", "site.key")
        if not (folder / name).is_file()
    ]
    bench.expect(
        told.status == 0 and not missing,
        "authority.py makes root.pem, site.pem and site.key in var/tls/.",
        got=f"{told.how_it_ended()} Missing: {', '.join(missing) or 'nothing'}.",
    )
    return folder


def made(bench):
    """Give a folder of what authority.py has made, once for all steps, serve.py's too."""
    kept = bench.shared_folder / TLS
    if not kept.exists():
        shutil.copytree(authority(bench), kept)
    return shutil.copytree(kept, bench.folder / TLS, dirs_exist_ok=True)


def temporary(bench):
    """Give a folder that is gone with the step."""
    folder = tempfile.TemporaryDirectory()
    folder.close = folder.cleanup
    bench.close_later(folder)
    return Path(folder.name)
