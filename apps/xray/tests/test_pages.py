import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.xray.models import Trace
from apps.xray.trace import FORMAT
from tests.site.test_pages import check_html

from .test_access import make_person, signed_in

# One address for each thing that can be special about a trace.
SPECIAL = [
    "/plain/", "/headers/", "/pages/hello/", "/pages/hello/7/", "/wide/", "/repeated/",
    "/form/", "/events/", "/rows/", "/counter/", "/waiting/", "/later/", "/jinja/",
    "/stream/", "/file/", "/broken/", "/broken-template/", "/missing/", "/unchanged/",
    "/large/", "/many/", "/secrets/", "/hook/", "/closed/", "/nowhere/", "/old/abc/",
    "/reset/abc/def/",
]  # fmt: skip


def opened(xray, path, page=""):
    """Record a page, open its trace, and give (text, trace)."""
    _, trace = xray(path)
    response = xray.client.get(f"/xray/{trace['id']}/{page}")
    assert response.status_code == 200
    return response.content.decode(), trace


class EveryTraceTests:
    @pytest.mark.parametrize("path", SPECIAL)
    @pytest.mark.parametrize("page", ["", "elements/"])
    def test_page_is_html_without_a_mistake(self, xray, path, page):
        text, trace = opened(xray, path, page)
        check_html(text)
        assert str(trace["response"]["status"]) in text or page

    def test_cut_trace(self, xray):
        _, trace = xray("/wide/")
        for rows in trace["templates"]["sources"], trace["url"]["tried"]:
            rows.clear()
        del trace["templates"]["renders"][1:]
        del trace["queries"]["rows"][2:]
        cut = {"part": "queries.rows", "kept": 2, "of": 6, "why": "Too long."}
        trace["left_out"].append(cut)
        Trace.objects.update(document=json.dumps(trace))
        for page in "", "elements/", "queries/1/":
            answer = xray.client.get(f"/xray/{trace['id']}/{page}")
            check_html(answer.content.decode())
        answer = xray.client.get(f"/xray/{trace['id']}/")
        assert b"2 of 6 are here. Too long." in answer.content

    def test_trace_of_another_version_is_not_drawn(self, xray):
        _, trace = xray("/plain/")
        old = {"format": FORMAT + 1, "request": {}}
        Trace.objects.update(document=json.dumps(old))
        text = xray.client.get(f"/xray/{trace['id']}/").content.decode()
        assert "cannot draw it" in text
        check_html(text)
        for page in "elements/", "queries/1/", "source/":
            answer = xray.client.get(f"/xray/{trace['id']}/{page}")
            assert answer.status_code == 404

    def test_nothing_of_a_trace_is_read_as_html(self, xray):
        _, trace = xray("/pages/hello/")
        hostile = "<script>alert(1)</script>\"'&"

        kept = {"format", "role", "cache"}

        def spoil(thing):
            if isinstance(thing, dict):
                return {k: v if k in kept else spoil(v) for k, v in thing.items()}
            if isinstance(thing, list):
                return [spoil(each) for each in thing]
            return hostile if isinstance(thing, str) else thing

        Trace.objects.update(document=json.dumps(spoil(trace)))
        for page in "", "elements/", "queries/1/":
            text = xray.client.get(f"/xray/{trace['id']}/{page}").content.decode()
            assert "<script>alert" not in text
            check_html(text)

    def test_cost_does_not_grow_with_the_trace(self, xray):
        counts = []
        for path in "/plain/", "/wide/", "/many/":
            _, trace = xray(path)
            with CaptureQueriesContext(connection) as asked:
                xray.client.get(f"/xray/{trace['id']}/")
            counts.append(len(asked))
        assert len(set(counts)) == 1


class AccessTests:
    PAGES = "", "elements/", "queries/1/", "source/?template=0"

    @pytest.mark.parametrize("page", PAGES)
    def test_only_who_made_the_request(self, xray, page):
        _, trace = xray("/wide/")
        address = f"/xray/{trace['id']}/{page}"
        assert xray.client.get(address).status_code == 200
        staff = signed_in(make_person("staff", is_staff=True, is_superuser=True))
        for stranger in Client(), staff:
            assert stranger.get(address).status_code == 404

    @pytest.mark.parametrize("page", PAGES)
    def test_hour(self, xray, page):
        _, trace = xray("/wide/")
        Trace.objects.update(created_at=timezone.now() - timedelta(minutes=61))
        assert xray.client.get(f"/xray/{trace['id']}/{page}").status_code == 404

    @pytest.mark.parametrize("page", PAGES)
    def test_nobody_keeps_it(self, xray, page):
        _, trace = xray("/wide/")
        answer = xray.client.get(f"/xray/{trace['id']}/{page}")
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))

    def test_looking_leaves_no_trace(self, xray):
        _, trace = xray("/wide/")
        for page in self.PAGES:
            xray.client.get(f"/xray/{trace['id']}/{page}")
        xray.client.get("/xray/")
        assert Trace.objects.count() == 1


class ListTests:
    def test_my_last_requests_the_newest_first(self, xray):
        xray("/plain/")
        xray("/missing/")
        Client().get("/wide/")
        text = xray.client.get("/xray/").content.decode()
        check_html(text)
        assert text.index("GET /missing/") < text.index("GET /plain/")
        assert "404" in text
        assert "/wide/" not in text

    def test_empty(self, xray):
        text = Client().get("/xray/").content.decode()
        check_html(text)
        assert "Nothing has been recorded yet" in text

    def test_switch(self, xray):
        client = Client()
        assert "Stop recording" in client.get("/xray/").content.decode()
        client.post("/xray/recording/", {"record": "off", "next": "/xray/"})
        assert "Record my pages" in client.get("/xray/").content.decode()

    def test_who_may_not_has_no_button(self, xray, settings):
        settings.XRAY, settings.XRAY_TEST = "own", ""
        text = Client().get("/xray/").content.decode()
        assert "<button" not in text

    def test_documents_are_not_read_for_it(self, xray):
        for _ in range(3):
            xray("/plain/")
        with CaptureQueriesContext(connection) as asked:
            xray.client.get("/xray/")
        assert not [q for q in asked if '"document"' in q["sql"]]
        assert len(asked) <= 2

    def test_off(self, specimens, settings, db):
        settings.XRAY = "off"
        assert Client().get("/xray/").status_code == 404


class LinkTests:
    def test_page_leads_to_its_trace(self, xray):
        response, trace = xray("/wide/")
        assert f'href="/xray/{trace["id"]}/"' in response.content.decode()

    def test_lesson_is_linked_where_the_project_names_one(self, xray, settings):
        settings.XRAY_LESSONS = {"view": "/learn/views/", "nginx": "/learn/nginx/"}
        text, _ = opened(xray, "/wide/")
        assert "/learn/views/" in text
        assert "/learn/nginx/" not in text

    def test_frame_is_the_project_s(self, xray, settings):
        settings.XRAY_BASE = "specimens/base.html"
        _, trace = xray("/plain/")
        text = xray.client.get(f"/xray/{trace['id']}/").content.decode()
        assert "xray/frame.css" not in text


class GoneTests:
    """A trace that is not there, and one of somebody else: not to be told apart."""

    PAGES = ["", "elements/", "predict/", "what-if/", "queries/1/", "source/"]

    @pytest.mark.parametrize("page", PAGES)
    def test_it_says_so_and_what_to_do(self, xray, page):
        _, trace = xray("/wide/")
        stranger = Client()
        stranger.cookies["xray"] = "another-guest-who-came-back"
        answers = [stranger.get(f"/xray/{pk}/{page}") for pk in (trace["id"], "0" * 16)]
        for answer in answers:
            assert answer.status_code == 404
            assert "no-store" in answer["Cache-Control"]
            text = answer.content.decode()
            check_html(text)
            assert "This trace is not here" in text
            assert "Open the page again" in text
        assert answers[0].content == answers[1].content

    def test_comparison_with_one(self, xray):
        _, trace = xray("/wide/")
        address = f"/xray/compare/?a={trace['id']}&b={'0' * 16}"
        answer = xray.client.get(address)
        assert answer.status_code == 404
        assert "This trace is not here" in answer.content.decode()

    def test_with_x_ray_off_there_is_nothing(self, xray, settings):
        settings.XRAY = "off"
        answer = xray.client.get(f"/xray/{'0' * 16}/")
        assert answer.status_code == 404
        assert "This trace is not here" not in answer.content.decode()
