"""What nginx tells Django about a request, and what it refuses by itself."""

import json
import re
import shutil
import socket

import pytest

from .door import Door
from .machine import HOST, new_folder, until
from .upstream import HANG_UP, PAGE, as_json

LIES = {
    "X_Forwarded_For": "6.6.6.6",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Port": "6666",
    "X_Forwarded_Prefix": "/evil",
    "X_Forwarded_Server": "evil.example",
    "X_Forwarded_Ssl": "on",
    "X_Forwarded_Scheme": "https",
    "X_Real_IP": "6.6.6.6",
    "X_Request_ID": "6" * 32,
    "Forwarded": "for=6.6.6.6;host=evil.example;proto=https",
    "Proxy": "http://evil.example:6666",
}


def environ(door, path="/", method="GET", body=None, **headers):
    """Give what Django would find in request.META."""
    door.upstream.answer = as_json
    return json.loads(door.ask(path, method, body, **headers).body)


class EnvironTests:
    def test_request_arrives_as_cgi_names_it(self, door):
        given = environ(door, "/a%20b/?q=%C3%A9", "POST", b"x=1", Content_Type="text/x")
        wanted = {
            "REQUEST_METHOD": "POST",
            "REQUEST_URI": "/a%20b/?q=%C3%A9",
            "PATH_INFO": "/a b/",
            "QUERY_STRING": "q=%C3%A9",
            "CONTENT_TYPE": "text/x",
            "CONTENT_LENGTH": "3",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": HOST,
            "SERVER_PORT": str(door.port),
            "UWSGI_SCHEME": "http",
            "HTTP_HOST": f"{HOST}:{door.port}",
            "body": "b'x=1'",
        }
        assert {name: given[name] for name in wanted} == wanted
        assert "HTTPS" not in given

    def test_client_is_who_holds_the_connection(self, door):
        given = environ(door)
        assert given["REMOTE_ADDR"] == HOST
        assert int(given["REMOTE_PORT"]) > 0

    @pytest.mark.parametrize("header", LIES)
    def test_lie_of_a_client_does_not_arrive(self, door, header):
        given = environ(door, **{header: LIES[header]})
        assert LIES[header] not in given.values()

    def test_nginx_says_itself_what_it_knows(self, door):
        given = environ(door, **LIES)
        assert given["HTTP_X_FORWARDED_FOR"] == HOST
        assert given["HTTP_X_FORWARDED_PROTO"] == "http"
        assert given["HTTP_X_FORWARDED_HOST"] == f"{HOST}:{door.port}"
        assert "HTTP_FORWARDED" not in given
        assert "HTTP_PROXY" not in given

    def test_underscore_does_not_pass_for_a_dash(self, door):
        door.upstream.answer = as_json
        said = door.send(
            b"GET / HTTP/1.0\r\nHost: localhost\r\nUser_Agent: 6.6.6.6\r\n\r\n"
        )
        assert b"200 OK" in said
        assert b"6.6.6.6" not in said

    def test_id_is_one_and_everywhere_the_same(self, door):
        door.upstream.answer = as_json
        answer = door.ask("/one-id/", X_Request_ID="6" * 32)
        given = json.loads(answer.body)
        assert re.fullmatch("[0-9a-f]{32}", given["REQUEST_ID"])
        assert answer.headers.get_all("X-Request-ID") == [given["REQUEST_ID"]]
        line = until(lambda: [x for x in door.log() if "/one-id/" in x])[0]
        assert json.loads(line)["request_id"] == given["REQUEST_ID"]

    def test_headers_of_django_come_once(self, door):
        door.upstream.answer = lambda environ: PAGE.replace(
            b"\r\n\r\n",
            b"\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin"
            b"\r\nContent-Security-Policy: default-src 'none'\r\n\r\n",
        )
        headers = door.ask("/").headers
        for name in (
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Content-Security-Policy",
        ):
            assert len(headers.get_all(name)) == 1, name
        assert headers["Server"] == "nginx"


class LogTests:
    def test_line_is_json_whatever_the_client_sends(self, door):
        agent = 'a"b\\c\x07\xe9'
        door.ask('/log/?x="%0a', User_Agent=agent)
        line = json.loads(until(lambda: [x for x in door.log() if "/log/" in x])[0])
        assert line["status"] == "200"
        assert line["uri"] == '/log/?x="%0a'
        assert line["agent"].startswith('a"b\\c')
        assert float(line["upstream_seconds"]) >= 0
        assert line["cache"] == "MISS"


class RefusalTests:
    """Errors of nginx's own: what happened, what to do, and the id."""

    def assert_page(self, answer, status, words):
        assert answer.status == status
        assert words in answer.text
        assert "What to do" in answer.text
        assert f"error {status}" in answer.text
        number = answer.headers["X-Request-ID"]
        assert number in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "<!--#" not in answer.text

    def test_body_too_large(self, door):
        answer = door.ask("/", "POST", b"x" * (8 * 1024 * 1024 + 1))
        self.assert_page(answer, 413, "That is too large")
        assert door.upstream.seen == []

    def test_body_at_the_limit_arrives(self, door):
        given = environ(door, "/", "POST", b"x" * 8 * 1024 * 1024)
        assert given["CONTENT_LENGTH"] == str(8 * 1024 * 1024)

    def test_address_too_long(self, door):
        answer = door.ask("/?q=" + "x" * 5000)
        self.assert_page(answer, 414, "That address is too long")

    def test_headers_too_large(self, door):
        answer = door.ask("/", Cookie="c=" + "x" * 5000)
        self.assert_page(answer, 400, "Usually the cookies have piled up")

    def test_headers_at_the_limit_arrive(self, door):
        cookies = {f"X_{n}": "x" * 4000 for n in range(3)}
        assert environ(door, **cookies)["HTTP_X_2"] == "x" * 4000

    @pytest.mark.parametrize(
        "request_",
        [
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        ],
        ids=["no host", "two hosts", "odd host", "odd length", "two lengths", "TLS"],
    )
    def test_what_is_not_http(self, door, request_):
        said = door.send(request_)
        assert b" 400 Bad Request" in said
        assert b"not a request we understand" in said
        assert door.upstream.seen == []

    def test_unknown_name(self, door):
        answer = door.ask("/", Host="evil.example")
        self.assert_page(answer, 421, "This server does not know that name")
        assert door.upstream.seen == []

    def test_page_itself_cannot_be_asked_for(self, door):
        assert door.ask("/nginx-error.html").status == 404

    def test_errors_of_django_pass_through(self, door):
        door.upstream.answer = lambda environ: PAGE.replace(
            b"200 OK", b"503 Service Unavailable"
        )
        answer = door.ask("/")
        assert (answer.status, answer.body) == (503, b"hello")


class ProbeTests:
    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    @pytest.mark.parametrize("host", [HOST, "anything.example"])
    def test_local_machine_may_ask_by_any_name(self, door, path, host):
        assert door.ask(path, Host=host).body == b"hello"

    def test_only_this_machine_may_ask_whether_it_is_ready(self, door):
        text = (door.folder / "code/deploy/nginx/probes.conf").read_text()
        ready = text[text.index("location = /readyz") :]
        assert re.findall(r"(?:allow|deny) \S+;", ready) == [
            "allow 127.0.0.1;",
            "allow ::1;",
            "deny all;",
        ]


class DyingWorkerTests:
    def test_get_is_asked_again(self, door):
        answers = iter([HANG_UP, PAGE])
        door.upstream.answer = lambda environ: next(answers)
        assert door.ask("/").body == b"hello"
        assert len(door.upstream.seen) == 2

    @pytest.mark.parametrize("method", ["POST", "PATCH"])
    def test_what_changes_something_is_not(self, door, method):
        door.upstream.answer = lambda environ: HANG_UP
        answer = door.ask("/", method)
        RefusalTests().assert_page(answer, 502, "The site is not running just now")
        assert answer.headers["Retry-After"] == "5"
        assert len(door.upstream.seen) == 1

    def test_twice_is_enough(self, door):
        door.upstream.answer = lambda environ: HANG_UP
        assert door.ask("/").status == 502
        assert len(door.upstream.seen) == 2

    def test_next_request_is_not_refused(self, door):
        """A dead worker does not make nginx avoid the socket (max_fails=0)."""
        door.upstream.answer = lambda environ: HANG_UP
        for _ in range(5):
            door.ask("/")
        door.upstream.answer = lambda environ: PAGE
        assert door.ask("/").status == 200


class SlowTests:
    @pytest.fixture
    def hasty(self):
        door = Door(new_folder(), shorter_timeout="read_timeout 300ms")
        yield door
        door.close()
        shutil.rmtree(door.folder)

    def test_page_that_takes_too_long(self, hasty):
        waiting, done = socket.socketpair()

        def never(environ):
            waiting.recv(1)
            return PAGE

        hasty.upstream.forget()
        hasty.upstream.answer = never
        answer = hasty.ask("/")
        done.close()
        waiting.close()
        RefusalTests().assert_page(answer, 504, "That took too long")
        assert answer.headers["Retry-After"] == "30"
        # Not asked again: the second worker would be as slow as the first.
        assert len(hasty.upstream.seen) == 1
