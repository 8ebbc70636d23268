"""Run a program for each request, and let it write the answer: CGI/1.1 (RFC 3875).

    python gateway.py [port]

Every executable file of the folder cgi-bin beside this one is a page. Open
http://127.0.0.1:8006/cgi-bin/hello.sh in a browser, and again: another process. The
language does not matter. A script finds the request in its environment and its
standard input, and writes the answer to its standard output: that is all of CGI.

HTTP itself is http.server's work, which lab 05 reads. Numbers such as 4.1.5 are
sections of RFC 3875. NPH scripts (5), which write all of the HTTP answer themselves,
are not run: a server MAY support them, and none needs to.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote_to_bytes

SCRIPTS = Path(__file__).resolve().parent / "cgi-bin"
PREFIX = b"/cgi-bin/"
# A script may take so many seconds (6.1). The environment can say otherwise.
PATIENCE = float(os.environ.get("TIMEOUT", 30))
# As many processes at once, and no more: else whoever reloads a page often enough
# fills this machine's memory.
SLOTS = threading.BoundedSemaphore(16)
LONGEST_BODY = 64 << 20
LONGEST_HEAD = 64 << 10
MOST_REDIRECTS = 10

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110, 5.6.2
HEADER_FIELD = re.compile(TOKEN + r":[\t\x20-\x7e\x80-\xff]*")
STATUS = re.compile(r"([2-5]\d\d)(?: (.*))?")
# Fields of the request that no script may see: the body's length and type have
# variables of their own (4.1.18), passwords are not everybody's business (9.2), and
# Proxy would become HTTP_PROXY, by which many programs are told where to send their
# own requests: to the attacker, then (CVE-2016-5385, "httpoxy").
KEPT_BACK = {"content-length", "content-type", "authorization", "proxy-authorization"}
KEPT_BACK |= {"proxy", "connection", "keep-alive", "te", "trailer", "upgrade", "expect"}
# Fields of the answer that are ours to write, whatever the script says (6.3.4).
OURS = {"connection", "content-length", "transfer-encoding", "keep-alive", "date"}
OURS |= {"server", "trailer", "upgrade"}


class Refused(Exception):
    """A request that is answered with this status and not by a script."""

    def __init__(self, status, reason=None):
        super().__init__(status, reason)
        self.status, self.reason = status, reason


def main():
    # Whoever ends this program ends the scripts that are running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with listening(sys.argv[1] if sys.argv[1:] else None) as server:
        host, port = server.server_address
        print(f"http://{host}:{port}/cgi-bin/hello.sh: Ctrl-C ends it.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Ended.")
        finally:
            for script in list(Script.running):
                script.kill()


def listening(asked):
    """Open the server at the port asked for; without a wish, at 8006 or any."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", int(asked or 8006)), Gateway)
    except (OSError, ValueError, OverflowError) as error:
        if asked:
            sys.exit(f"Port {asked} is not to be had ({error}): type another, or none.")
        print(f"Port 8006 is not to be had ({error.strerror}): any other.")
        return ThreadingHTTPServer(("127.0.0.1", 0), Gateway)


class Gateway(BaseHTTPRequestHandler):
    """One request: find its script, run it, and make its output an HTTP answer."""

    protocol_version = "HTTP/1.1"
    server_version = "Gateway/1.0"
    timeout = 30  # of a client that says nothing

    def answer(self):
        self.close_connection = True  # send_answer says so to the client
        try:
            if "Host" not in self.headers and self.request_version == "HTTP/1.1":
                raise Refused(400)  # RFC 9112, 3.2
            with self.body() as body, a_slot():
                self.run(self.command, self.path.encode("latin-1"), body)
        except Refused as refused:
            self.send_error(refused.status, explain=refused.reason)
        except ConnectionError:
            pass  # The client has gone. Its script was ended with it.

    # Which methods make sense is the script's affair (4.3).
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def run(self, method, target, body):
        """Run the script, or those that scripts send us on to."""
        for _ in range(MOST_REDIRECTS):
            path, _, query = target.partition(b"?")
            file, name, path_info = find(path)
            environ = self.environment(method, body) | {
                "SCRIPT_NAME": name,  # 4.1.13
                # Decoded, and without the query (4.1.5). The query stays as it came
                # (4.1.7): only who splits it at & and = may decode it.
                "PATH_INFO": path_info,
                "QUERY_STRING": query,
            }
            with Script(file, environ, body) as script:
                fields = script.read_head()
                onward = local_redirect(fields)
                if not onward:
                    self.send_answer(fields, script)
                    return
            # The answer is the one that a request for that path would have got
            # (6.2.2). The browser does not learn of it. The body is spent.
            method = "HEAD" if method == "HEAD" else "GET"
            target, body = onward.encode("latin-1"), NO_BODY
        raise Refused(502, "The scripts send us round in a circle")

    # The request, as a script finds it

    @contextlib.contextmanager
    def body(self):
        """Take the whole body into a file, which will be the script's standard input.

        A slow client so costs no process. And a script that writes before it has read
        all cannot be stuck with us at the ends of two full pipes, as it is with
        Apache 2.4: of 400,000 bytes that a script read and wrote, 131,072 came back.
        """
        if "Transfer-Encoding" in self.headers:
            # CONTENT_LENGTH must be known beforehand; who cannot tell it may refuse
            # (4.2).
            raise Refused(411)
        lengths = self.headers.get_all("Content-Length", [])
        if not lengths:
            yield NO_BODY
            return
        if len(lengths) > 1 or not re.fullmatch("[0-9]+", lengths[0]):
            raise Refused(400)  # RFC 9112, 6.3
        left = int(lengths[0])
        if left > LONGEST_BODY:
            raise Refused(413)
        with tempfile.TemporaryFile() as file:
            while left:
                chunk = self.rfile.read(min(left, 65536))
                if not chunk:
                    raise Refused(400, "The body ends too early")
                file.write(chunk)
                left -= len(chunk)
            file.seek(0)
            yield file

    def environment(self, method, body):
        """Give the meta-variables (4.1), beside those that tell the script its path."""
        host = re.match(r"\[[0-9A-Fa-f:.]+\]|[\w.-]+", self.headers.get("Host", ""))
        address, port = self.server.server_address
        environ = {
            "GATEWAY_INTERFACE": "CGI/1.1",
            "SERVER_SOFTWARE": self.server_version,
            "SERVER_PROTOCOL": self.request_version,
            "SERVER_NAME": host[0] if host else address,  # as the client called us
            "SERVER_PORT": str(port),
            "REMOTE_ADDR": self.client_address[0],
            "REQUEST_METHOD": method,
            # Not a variable of CGI, but #!/usr/bin/env could find nothing without.
            # All else that this process knows is none of a script's business, and
            # neither is what the last request brought: a new dictionary each time.
            "PATH": os.environ.get("PATH", os.defpath),
        }
        if body is not NO_BODY:
            # Set if and only if there is a body (4.1.2).
            environ["CONTENT_LENGTH"] = str(os.fstat(body.fileno()).st_size)
        if "Content-Type" in self.headers:
            environ["CONTENT_TYPE"] = one_line(self.headers["Content-Type"])  # 4.1.3
        return environ | self.of_http()

    def of_http(self):
        """Give HTTP_ACCEPT and its kind: each field of the request's header (4.1.18)."""
        environ = {}
        for name in {name.lower() for name in self.headers}:
            # X_Forwarded-For would become the same variable as X-Forwarded-For, and
            # who believes the one would believe the other: no underscores.
            if name in KEPT_BACK or not re.fullmatch("[a-z0-9-]+", name):
                continue
            # Several fields of a name are one list, by commas (RFC 9110, 5.3); only
            # cookies are joined by semicolons (RFC 6265, 5.4).
            joint = "; " if name == "cookie" else ", "
            value = joint.join(self.headers.get_all(name))
            environ["HTTP_" + name.upper().replace("-", "_")] = one_line(value)
        return environ

    # The answer, as a script writes it

    def send_answer(self, fields, script):
        """Make the script's answer one of HTTP (6.2.1), and pass its body on."""
        status, phrase = status_of(fields)
        self.send_response(status, phrase)
        for name, value in fields:
            if name.lower() not in {"status"} | OURS:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        has_body = self.command != "HEAD" and status not in {204, 304}
        # Its length is not known until the script ends. In chunks, the client can
        # tell the end from an accident (RFC 9112, 7.1); HTTP/1.0 knows no chunks.
        is_chunked = has_body and self.request_version == "HTTP/1.1"
        if is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while chunk := script.output.read1(65536):
            # What a script writes after the head of a HEAD is thrown away (4.3.3).
            if is_chunked:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            elif has_body:
                self.wfile.write(chunk)
        if is_chunked and not script.is_late:
            self.wfile.write(b"0\r\n\r\n")


NO_BODY = subprocess.DEVNULL


@contextlib.contextmanager
def a_slot():
    if not SLOTS.acquire(timeout=PATIENCE):
        raise Refused(503)
    try:
        yield
    finally:
        SLOTS.release()


# Which script


def find(path):
    """Give the script's file, the path by which it is called, and the path after it.

    /cgi-bin/blog.py/2026/11 is the script blog.py with PATH_INFO /2026/11 (3.3). The
    path is cut at its slashes and decoded then: %2F is a slash within a name.
    """
    path = re.sub(rb"^http://[^/]*", b"", path)  # as proxies ask (RFC 9112, 3.2.2)
    if not path.startswith(PREFIX):
        raise Refused(404, "Scripts are below /cgi-bin/")
    name, *rest = [unquote_to_bytes(s) for s in path[len(PREFIX) :].split(b"/")]
    # "." and ".." are names of folders, here and in what a script makes of PATH_INFO
    # (8.1, 8.2); an encoded slash would be lost in it (4.1.5); and the environment
    # ends a value at a null byte.
    if any(s in {b".", b".."} or b"/" in s or b"\0" in s for s in [name, *rest]):
        raise Refused(404)
    # A name, and not a path: nothing outside of this folder is a script. Executable,
    # because notes, backups and data lie beside scripts.
    file = SCRIPTS / os.fsdecode(name)
    if not os.path.isfile(file):
        raise Refused(404)
    if not os.access(file, os.X_OK):
        raise Refused(403)
    return file, PREFIX + name, b"".join(b"/" + segment for segment in rest)


# The script


class Script:
    """A running script; when it is left, it has ended."""

    running = set()

    def __init__(self, file, environ, body):
        self.is_late = False
        try:
            self.process = subprocess.Popen(
                # No arguments. 4.4 would have words of some queries here; PHP's CGI
                # took ?-s for its own option -s and showed its source (CVE-2012-1823).
                [str(file)],
                # The whole of it, in bytes: header fields are ISO-8859-1 (7.2).
                env={
                    n: v if type(v) is bytes else v.encode("latin-1")
                    for n, v in environ.items()
                },
                cwd=file.parent,  # 7.2
                stdin=body,
                stdout=subprocess.PIPE,
                # Its standard error is ours, which is where logs go. A group of its
                # own, so that what it has started can be ended with it.
                process_group=0,
            )
        except ValueError:
            raise Refused(400) from None  # A null byte, which no variable can hold.
        except OSError as error:
            # No #! line, or no such interpreter.
            raise Refused(500, f"{file.name}: {error.strerror}") from None
        self.output = self.process.stdout
        self.timer = threading.Timer(PATIENCE, self.is_too_late)
        self.timer.daemon = True

    def __enter__(self):
        Script.running.add(self)
        self.timer.start()
        return self

    def __exit__(self, kind, error, traceback):
        """Wait for its end; but when nobody is interested any more, end it."""
        if kind:
            self.kill()
        self.output.close()
        self.process.wait()
        self.timer.cancel()
        Script.running.discard(self)

    def is_too_late(self):
        self.is_late = True
        self.kill()

    def kill(self):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def read_head(self):
        """Read header fields up to the empty line (6.2), as [(name, value)]."""
        fields, size = [], 0
        while True:
            line = self.output.readline(LONGEST_HEAD).decode("latin-1")
            size += len(line)
            if not line.endswith("\n") or size > LONGEST_HEAD:
                if self.is_late:
                    raise Refused(504, "The script was too slow")
                raise Refused(502, "The script ended before its header did")
            line = line.rstrip("\r\n")  # LF, and CR LF as well (7.2)
            if not line:
                return checked(fields)
            if not HEADER_FIELD.fullmatch(line):
                raise Refused(502, "The script wrote what is no header field")
            name, _, value = line.partition(":")
            if value.strip():  # an empty one is as good as none (6.3)
                fields.append((name, value.strip()))


def checked(fields):
    """Each of CGI's own fields once at most, and one of them at least (6.3)."""
    own = [
        n.lower()
        for n, _ in fields
        if n.lower() in {"content-type", "location", "status"}
    ]
    if not own or len(own) > len(set(own)):
        raise Refused(
            502, "The script wrote none of CGI's fields, or one of them twice"
        )
    return fields


def status_of(fields):
    """Give status and phrase. A script need not say: 200, or 302 with a Location."""
    said = {name.lower(): value for name, value in fields}
    usual = "302" if "location" in said else "200"  # 6.2.3, 6.2.1
    match = STATUS.fullmatch(said.get("status", usual))
    if not match:
        raise Refused(502, "The script wrote a Status that is none")
    status, phrase = match.groups()
    if not phrase and int(status) in set(HTTPStatus):
        phrase = HTTPStatus(int(status)).phrase
    return int(status), phrase or ""


def local_redirect(fields):
    """Give the path, if this is a Location of ours and nothing else (6.2.2)."""
    if len(fields) == 1 and fields[0][0].lower() == "location":
        return fields[0][1] if fields[0][1].startswith("/") else None
    return None


def one_line(value):
    """A field that was folded into several lines is one (4.1.18)."""
    return re.sub(r"[\r\n]+[ \t]*", " ", value)


if __name__ == "__main__":
    main()
