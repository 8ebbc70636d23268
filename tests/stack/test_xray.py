"""X-ray behind the real nginx and uWSGI: what it says of them is what they are."""

import gzip
import json
import re
import shutil
import signal
import socket
import struct
import subprocess
from time import time

import pytest

from deploy import programs

from .machine import HOST, new_folder, until
from .running import Stack

PATH = "/forum/topics/?page=7&q=a-secret-word"


@pytest.fixture(scope="module")
def watched():
    """`make production`, with X-ray on for everybody."""
    stack = Stack(new_folder(), XRAY="everybody")
    stack.start()
    yield stack
    stack.stop(signal.SIGTERM)
    shutil.rmtree(stack.var)


def traced(stack, path=PATH, **headers):
    """Open a page through nginx as a new guest: give the answer and its trace."""
    answer = stack.ask(path, **headers)
    text = answer.text if "Content-Encoding" not in answer.headers else ""
    text = text or gzip.decompress(answer.body).decode()
    cookie = cookie_of(answer)
    address = re.search(r'href="(/xray/[0-9a-f]{16})/"', text)[1] + ".json"

    def kept():
        found = stack.ask(address, Cookie=cookie)
        return found if found.status == 200 else None

    # It is kept after the answer has been sent.
    return answer, json.loads(until(kept).body)


def cookie_of(answer):
    """Give the cookie by which X-ray knows a guest again."""
    set_here = answer.headers.get_all("Set-Cookie")
    return next(c for c in set_here if c.startswith("xray=")).partition(";")[0]


class ServerTests:
    def test_nginx(self, watched):
        answer, trace = traced(watched)
        nginx = trace["server"]["nginx"]
        said = subprocess.run(
            [programs.find("nginx"), "-v"], capture_output=True, text=True, check=True
        ).stderr
        assert nginx["version"] == re.search(r"nginx/(\S+)", said)[1]
        assert nginx["request_id"] == answer.headers["X-Request-ID"]
        assert nginx["cache"] == answer.headers["X-Cache"] == "MISS"
        assert nginx["connection_request"] == 1
        assert nginx["protocol"] == "HTTP/1.1"
        assert nginx["tls"] is None
        (line,) = watched.log({nginx["request_id"]})
        assert line["uri"] == PATH

    def test_uwsgi(self, watched):
        _, trace = traced(watched)
        server, stats = trace["server"], watched.stats()
        assert server["kind"] == "uwsgi"
        assert server["version"] == stats["version"]
        uwsgi = server["uwsgi"]
        worker = next(w for w in stats["workers"] if w["id"] == uwsgi["worker"])
        assert worker["pid"] == server["pid"]
        assert uwsgi["workers"] == len(stats["workers"])
        assert uwsgi["cores"] == len(worker["cores"])
        assert 0 <= uwsgi["core"] < uwsgi["cores"]
        assert uwsgi["socket"] == "unix"

    def test_uwsgi_counts_this_request_too(self, watched):
        """uWSGI itself counts it only when it is over."""
        _, trace = traced(watched)
        uwsgi = trace["server"]["uwsgi"]
        assert 1 <= uwsgi["worker_request"] <= uwsgi["request"]

        def counted():
            worker = watched.stats()["workers"][uwsgi["worker"] - 1]
            return worker["requests"] >= uwsgi["worker_request"]

        until(counted)

    def test_journey_begins_at_nginx(self, watched):
        before = time()
        _, trace = traced(watched)
        hops = {hop["name"]: hop for hop in trace["hops"]}
        order = ["browser", "nginx", "uwsgi", "wsgi", "middleware_in", "url", "view"]
        assert list(hops)[:7] == order
        assert hops["nginx"]["start"] <= hops["nginx"]["end"] <= 0
        assert hops["uwsgi"]["start"] == hops["nginx"]["end"]
        # nginx counts milliseconds.
        assert hops["nginx"]["precision"] == 1000
        passed = (time() - before) * 1e6
        assert -passed <= hops["nginx"]["start"]

    def test_page_was_as_large_as_nginx_sent_it(self, watched):
        answer, trace = traced(watched, Accept_Encoding="gzip")
        found = trace["response"]["compressed"]
        assert answer.headers["Content-Encoding"] == "gzip"
        # nginx compresses while the page comes; the same to a few bytes.
        assert abs(found["bytes"] - len(answer.body)) < 0.02 * len(answer.body)
        assert trace["response"]["length"] == len(gzip.decompress(answer.body))


class EnvironTests:
    def test_who_put_each_key(self, watched):
        _, trace = traced(watched, X_Made_Up="yes", X_Forwarded_For="6.6.6.6")
        by = {row["key"]: row["put_by"] for row in trace["environ"]}
        assert by["HTTP_HOST"] == by["HTTP_X_MADE_UP"] == "client"
        for key in "REMOTE_ADDR", "REQUEST_ID", "XRAY_VERSION", "HTTP_X_FORWARDED_FOR":
            assert by[key] == "nginx", key
        assert by["wsgi.version"] == by["uwsgi.version"] == "server"
        assert by["SCRIPT_NAME"] == "django"
        assert by["xray.started"] == "xray"
        assert "process" not in by.values()

    def test_no_secret_is_in_it(self, watched):
        headers = {
            "Cookie": "sessionid=abcdefgh12345678",
            "Authorization": "Basic eDp5",
        }
        _, trace = traced(watched, **headers)
        text = json.dumps(trace)
        for secret in "abcdefgh12345678", "eDp5", "a-secret-word":
            assert secret not in text


def packed(variables):
    """Write a uwsgi packet, as the protocol's document says."""
    body = b"".join(
        struct.pack("<H", len(word)) + word
        for pair in variables.items()
        for word in (text.encode("latin-1") for text in pair)
    )
    return struct.pack("<BHB", 0, len(body), 0) + body


def drawn(packet):
    """Put the bytes together from a trace's packet; what is hidden is dots."""
    found = bytes.fromhex(packet["head"])
    for row in packet["vars"]:
        assert row["offset"] == len(found)
        key = row["key"].encode("latin-1")
        value = (row["value"] or "").encode("latin-1")
        if row["redacted"]:
            value = b"." * row["length"]
        found += struct.pack("<H", len(key)) + key
        found += struct.pack("<H", row["length"]) + value
    return found


class PacketTests:
    COOKIE = "xray=" + "c" * 22

    def sent(self, stack, **more):
        """Send a packet to uWSGI's socket, as nginx would; give it and the trace."""
        variables = {
            "REQUEST_METHOD": "GET",
            "REQUEST_URI": "/forum/",
            "PATH_INFO": "/forum/",
            "QUERY_STRING": "",
            "CONTENT_LENGTH": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": HOST,
            "SERVER_PORT": str(stack.port),
            "REMOTE_ADDR": HOST,
            **more,
            "HTTP_HOST": f"{HOST}:{stack.port}",
            "HTTP_COOKIE": self.COOKIE,
        }
        packet = packed(variables)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(f"{stack.run_folder()}/uwsgi.sock")
            connection.sendall(packet)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        address = (
            re.search(rb'href="(/xray/[0-9a-f]{16})/"', answer)[1].decode() + ".json"
        )

        def kept():
            found = stack.ask(address, Cookie=self.COOKIE)
            return found if found.status == 200 else None

        return packet, json.loads(until(kept).body)

    def test_it_is_what_went_through_the_socket(self, watched):
        packet, trace = self.sent(watched)
        hidden = packet.replace(self.COOKIE.encode(), b"." * len(self.COOKIE))
        assert drawn(trace["packet"]) == hidden
        assert trace["packet"]["bytes"] == len(packet)
        assert trace["packet"]["size"] == len(packet) - 4

    def test_nginx_is_not_made_up_where_it_said_nothing(self, watched):
        _, trace = self.sent(watched)
        assert trace["server"]["nginx"] is None
        assert "nginx" not in {hop["name"] for hop in trace["hops"]}


class PageTests:
    def test_rooms_say_what_the_trace_does(self, watched):
        answer, trace = traced(watched)
        page = watched.ask(f"/xray/{trace['id']}/", Cookie=cookie_of(answer)).text
        server = trace["server"]
        uwsgi, nginx = server["uwsgi"], server["nginx"]
        assert f"{nginx['version']}, worker process {nginx['worker_pid']}" in page
        assert f"Worker {uwsgi['worker']} of {uwsgi['workers']} was free" in page
        assert f"{trace['packet']['bytes']:,} bytes: a head of four" in page
        assert "a-secret-word" not in page


class GuestTests:
    def test_page_with_a_link_is_never_kept(self, watched):
        first, trace = traced(watched, "/forum/?fresh")
        second, other = traced(watched, "/forum/?fresh")
        assert trace["id"] != other["id"]
        assert second.headers["X-Cache"] == "MISS"
        assert "private" in first.headers["Cache-Control"]

    def test_trace_is_kept_by_nobody(self, watched):
        answer, trace = traced(watched)
        cookie = cookie_of(answer)
        address = f"/xray/{trace['id']}.json"
        found = watched.ask(address, Cookie=cookie)
        assert {"private", "no-store"} <= set(
            found.headers["Cache-Control"].split(", ")
        )
        assert watched.ask(address).status == 404

    def test_all_workers_see_the_same_traces(self, watched):
        answer, trace = traced(watched)
        cookie = cookie_of(answer)
        address = f"/xray/{trace['id']}.json"
        for _ in range(20):
            assert watched.ask(address, Cookie=cookie).status == 200


def test_client_cannot_speak_as_nginx(watched):
    """What a client sends arrives as HTTP_…, and is nobody else's word."""
    _, trace = traced(watched, XRAY_VERSION="6.6.6", X_XRAY_END="1")
    assert trace["server"]["nginx"]["version"] != "6.6.6"
    assert HOST in trace["request"]["host"]
