"""Between HTTP and the application: the server side of PEP 3333.

`answer` makes environ of a request, calls the application, and sends what comes. The
headings named in the comments are those of the PEP.
"""

import contextlib
import re
import sys
import traceback
from email.utils import formatdate

STATUS = re.compile(r"[1-9]\d\d [\t\x20-\x7e\x80-\xff]+")
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
# About the connection, and so the server's alone ("Other HTTP Features").
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}


def answer(request, connection, application):
    """Have one request answered by the application."""
    response = Response(request, connection)
    content = None
    try:
        content = application(environ_of(request), response.start)
        for piece in content:
            # Each piece goes out before the next is asked for: whoever reads the
            # beginning need not wait for the end ("Buffering and Streaming").
            response.send(piece, is_only=is_single(content))
            if response.is_complete:
                break
        response.end()
    except Exception:
        # That a client leaves is its right, and no mistake of anybody's.
        if not response.is_lost:
            fail(response)
    finally:
        # However it ended: files and database connections wait for it.
        if hasattr(content, "close"):
            close(content)
        request.body.close()


def is_single(content):
    """Say whether there is one piece, so that its length is that of the whole."""
    try:
        return len(content) == 1
    except TypeError:
        return False  # a generator does not know


def close(content):
    try:
        content.close()
    except Exception:
        traceback.print_exc()  # The answer has gone out; this can only be told here.


def fail(response):
    """Tell the log what happened, and the client if there is still a way."""
    traceback.print_exc()
    if not response.is_head_sent:
        response.replace("500 Internal Server Error", b"The server failed.\n")
    # else: a head with a 200 is on its way and cannot be taken back. What is left is to
    # close before the end that was announced, so that the client notices
    # (RFC 9112, 8). Nothing is sent to make it look complete.


def refuse(refused, connection):
    """Answer a request that never became one."""
    status = f"{refused.status:d} {refused.status.phrase}"
    body = f"{status}\n".encode("ascii")
    head = head_of(status, [*PLAIN, ("Content-Length", str(len(body)))])
    connection.sendall(head if refused.is_head_request else head + body)


# What the application is given


def environ_of(request):
    """Give the dictionary in which the application finds everything."""
    host, port = request.near[:2]
    environ = {
        "REQUEST_METHOD": request.method,
        # Where the application is mounted: at the root. Never left out, because
        # wsgiref.validate fails without it, though it may be absent.
        "SCRIPT_NAME": "",
        # %C3%BC has become two bytes. A str is wanted, and so each byte becomes the
        # character of its number ("Unicode Issues"): that is latin-1, whatever the bytes
        # mean. The query stays as it came: only the application knows how to cut it.
        "PATH_INFO": request.path.decode("latin-1"),
        "QUERY_STRING": request.query,
        # Never empty, these two: for an address when Host is missing (HTTP/1.0).
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": request.version,
        "REMOTE_ADDR": request.far[0],
        "REMOTE_PORT": str(request.far[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        # It ends where the body ends, however much is asked for.
        "wsgi.input": request.body,
        "wsgi.errors": sys.stderr,
        # Another thread may be in the same application now; another process not.
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    # A chunked body has been put together: now its length is known to all.
    if request.length is not None:
        environ["CONTENT_LENGTH"] = str(request.length)
    for name, value in request.fields:
        key = key_of(name)
        if key is None:
            continue
        if key in environ:
            # Several of one name are one list (RFC 9110, 5.3); cookies are apart by
            # another sign (RFC 6265, 5.4).
            separator = "; " if key == "HTTP_COOKIE" else ", "
            value = f"{environ[key]}{separator}{value}"
        environ[key] = value
    return environ


def key_of(name):
    """Give the key of a field; None for what is not handed on."""
    if name == "content-type":
        return "CONTENT_TYPE"
    # The framing is told by CONTENT_LENGTH already. And with an underscore X_Real_IP
    # would become the same key as X-Real-IP, which a proxy may vouch for.
    if "_" in name or name in {"content-length", "transfer-encoding"}:
        return None
    return "HTTP_" + name.upper().replace("-", "_")


# What the application gives


class Response:
    """One answer: the head kept back until it is needed, then the content."""

    def __init__(self, request, connection):
        self.connection = connection
        self.is_head_request = request.method == "HEAD"
        self.may_chunk = request.version != "HTTP/1.0"
        self.status = None
        self.fields = []
        self.is_head_sent = False
        self.is_chunked = False
        self.left = None  # bytes that Content-Length still promises; None: not known
        self.is_lost = False  # the client has gone

    def start(self, status, fields, exc_info=None):
        """Be the application's start_response: keep the head, send nothing.

        Until the first piece is there everything may still go wrong, and then another
        head can take the place of this one ("The start_response() Callable").
        """
        try:
            if exc_info and self.is_head_sent:
                # Too late: give the application its own exception back.
                raise exc_info[1].with_traceback(exc_info[2])
            if self.status is not None and not exc_info:
                raise AssertionError("start_response was called twice")
        finally:
            exc_info = None  # or the traceback would hold this frame, and it that
        check_head(status, fields)
        self.status, self.fields = status, list(fields)
        return self.write

    def write(self, data):
        """Send at once: for applications that push ("The write() Callable")."""
        if self.left is not None and len(data) > self.left:
            raise AssertionError("write() goes beyond Content-Length")
        self.send(data)

    def send(self, piece, is_only=False):
        if not isinstance(piece, bytes):
            # Before the head, so that it is a 500 and not an empty 200.
            raise TypeError(
                f"the content must be bytes, and not {type(piece).__name__}"
            )
        if self.status is None:
            raise AssertionError("start_response was not called before the first piece")
        # An empty piece says "nothing yet": a server then waits with the head too.
        if not piece:
            return
        self.send_head(len(piece) if is_only else None)
        if not self.has_content:
            return
        if self.left is not None:
            # No more than was announced: the rest would be taken for the next answer
            # ("Handling the Content-Length Header").
            if len(piece) > self.left:
                print(
                    "The content is longer than Content-Length says.", file=sys.stderr
                )
            piece = piece[: self.left]
            self.left -= len(piece)
        if self.is_chunked:
            piece = b"%x\r\n%b\r\n" % (len(piece), piece)
        self.transmit(piece)

    def end(self):
        """Finish the content."""
        if self.status is None:
            raise AssertionError("start_response was not called")
        self.send_head(0)
        if self.is_chunked:
            self.transmit(b"0\r\n\r\n")
        if self.left and self.has_content:
            print("The content is shorter than Content-Length says.", file=sys.stderr)

    @property
    def is_complete(self):
        return self.is_head_sent and self.left == 0

    @property
    def has_content(self):
        # RFC 9110, 9.3.2, 15.3.5, 15.4.5
        return not self.is_head_request and self.status[:3] not in {"204", "304"}

    def send_head(self, length):
        """Send the head if that is not done; `length` is that of the content, if known."""
        if self.is_head_sent:
            return
        names = {name.lower(): value for name, value in self.fields}
        if "content-length" in names and self.status[:3] != "204":
            self.left = int(names["content-length"])
        elif self.has_content and length is not None:
            self.left = length
            self.fields.append(("Content-Length", str(length)))
        elif self.has_content and self.may_chunk:
            # Not known: each piece says its own length, and an empty one is the end
            # (RFC 9112, 7.1). HTTP/1.0 does not know that; there the end is the end of
            # the connection, and nobody can tell whether it came too early.
            self.is_chunked = True
            self.fields.append(("Transfer-Encoding", "chunked"))
        if self.status[:3] == "204":
            # It must not be there (RFC 9110, 8.6).
            self.fields = [f for f in self.fields if f[0].lower() != "content-length"]
        self.is_head_sent = True
        self.transmit(head_of(self.status, self.fields))

    def replace(self, status, body):
        """Send an answer of the server's own in place of the application's."""
        self.status = status
        self.fields = [*PLAIN, ("Content-Length", str(len(body)))]
        with contextlib.suppress(OSError):  # The client has gone meanwhile.
            self.send(body)

    def transmit(self, data):
        try:
            # In parts, because the patience is for one call: a client that takes
            # something may take its time.
            for at in range(0, len(data), 65536):
                self.connection.sendall(data[at : at + 65536])
        except OSError:
            self.is_lost = True
            raise


PLAIN = [("Content-Type", "text/plain; charset=utf-8")]


def check_head(status, fields):
    """Refuse what must not go out. It is a mistake of the application's: a 500."""
    if type(status) is not str or not STATUS.fullmatch(status) or status[0] == "1":
        raise AssertionError(f"no status: {status!r}")
    for name, value in fields:
        # A line end in a value would begin a field of somebody else's choice, or the
        # content ("response splitting"). Servers are asked to look.
        if type(name) is not str or not NAME.fullmatch(name):
            raise AssertionError(f"no name of a field: {name!r}")
        if type(value) is not str or not VALUE.fullmatch(value):
            raise AssertionError(f"no value for {name}: {value!r}")
        if name.lower() in HOP_BY_HOP:
            raise AssertionError(f"{name} is for the server to send")
    lengths = {value for name, value in fields if name.lower() == "content-length"}
    if len(lengths) > 1 or not all(re.fullmatch("[0-9]+", n) for n in lengths):
        raise AssertionError(f"no Content-Length: {lengths}")


def head_of(status, fields):
    """Give the bytes of a head, with what a server adds if the application has not."""
    known = {name.lower() for name, _ in fields}
    # Whoever has a clock must say when this was (RFC 9110, 6.6.1).
    ours = [("Date", formatdate(usegmt=True)), ("Server", "lab-09")]
    ours = [field for field in ours if field[0].lower() not in known]
    # HTTP/1.1 keeps connections open; who will not must say so (RFC 9112, 9.3).
    fields = [*ours, *fields, ("Connection", "close")]
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields)]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")
