"""The numbers of a trace are those that an independent measurement gives."""

import gzip
import json
import re
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.xray.models import Trace

from . import specimens

JOURNEY = [
    "browser", "server", "wsgi", "middleware_in", "url", "view", "models",
    "templates", "middleware_out", "sending",
]  # fmt: skip


def source_lines():
    return Path(specimens.__file__).read_text().splitlines()


def numberless(sql):
    """Give a statement without the number of a savepoint, which is never the same."""
    return re.sub(r'(?<=_x)\d+"', '"', sql)


class HopTests:
    def test_they_come_in_order_and_fill_the_time(self, xray):
        _, trace = xray("/pages/hello/")
        hops = {hop["name"]: hop for hop in trace["hops"]}
        assert list(hops) == JOURNEY
        chain = ["wsgi", "middleware_in", "url", "view", "middleware_out", "sending"]
        for one, other in zip(chain, chain[1:], strict=False):
            assert hops[one]["start"] <= hops[one]["end"] <= hops[other]["start"]
        assert hops["wsgi"]["start"] == 0
        assert hops["middleware_out"]["end"] == trace["duration"]

    def test_queries_and_templates_are_inside_the_view(self, xray):
        _, trace = xray("/pages/hello/")
        hops = {hop["name"]: hop for hop in trace["hops"]}
        for name in "models", "templates":
            assert hops[name]["inside"] == "view"
            assert hops["view"]["start"] <= hops[name]["start"]
            assert hops[name]["end"] <= hops["view"]["end"]
            # 1 for rounding.
            span = hops[name]["end"] - hops[name]["start"]
            assert hops[name]["time"] <= span + 1

    def test_roles(self, xray):
        _, trace = xray("/pages/hello/")
        assert "".join(hop["role"] or "-" for hop in trace["hops"]) == "-SFFFVMTFS"

    def test_layer_that_answers_leaves_the_rest_out(self, xray):
        response, trace = xray("/closed/")
        assert response.status_code == 503
        names = [hop["name"] for hop in trace["hops"]]
        assert {"url", "view", "models", "templates"}.isdisjoint(names)
        assert trace["view"] is None
        assert trace["url"] is None
        answered = [layer["path"] for layer in trace["middleware"] if layer["answered"]]
        assert answered == ["apps.xray.tests.specimens.outer"]


class QueryTests:
    @pytest.mark.parametrize(
        "path", ["/wide/", "/repeated/", "/pages/hello/", "/plain/"]
    )
    def test_they_are_those_that_django_captures(self, xray, path):
        xray(path)  # so that nothing is asked for the first time
        xray.client.cookies["xray"] = "off"
        with CaptureQueriesContext(connection) as captured:
            xray.client.get(path)
        asked = [numberless(entry["sql"]) for entry in captured]
        xray.client.cookies["xray"] = "a-guest-who-came-back"
        _, trace = xray(path)
        shown = [row["sql"] for row in trace["queries"]["rows"]]
        assert trace["queries"]["count"] == len(asked) == len(shown)
        for sql, whole in zip(shown, asked, strict=True):
            parts = re.split("%s|'…'|…", numberless(sql))
            assert re.fullmatch(".*".join(map(re.escape, parts)), whole, re.S)

    def test_recording_asks_nothing_until_the_response_is_there(self, xray):
        xray("/wide/")
        with CaptureQueriesContext(connection) as captured:
            response, trace = xray("/wide/")
        kept = next(
            n
            for n, q in enumerate(captured)
            if "xray_trace" in q["sql"] and "INSERT" in q["sql"]
        )
        before = [q["sql"] for q in captured[:kept] if "xray_trace" not in q["sql"]]
        before = [sql for sql in before if "SAVEPOINT" not in sql]
        assert len(before) == trace["queries"]["count"]

    def test_n_plus_one_names_the_line_of_the_template(self, xray):
        _, trace = xray("/wide/")
        (group,) = trace["queries"]["groups"]
        assert (group["kind"], group["count"]) == ("n+1", 5)
        source = trace["templates"]["sources"][group["template"]["template"]]
        assert source["name"] == "specimens/wide.html"
        assert group["template"]["line"] == 4
        assert group["template"]["tag"] == "row.content_type.model"
        assert "select_related" in group["advice"]
        assert group["model"] == "contenttypes.ContentType"

    def test_same_question_again_is_called_so(self, xray):
        _, trace = xray("/repeated/")
        kinds = [
            (group["kind"], group["count"]) for group in trace["queries"]["groups"]
        ]
        assert ("duplicate", 3) in kinds

    def test_rows_are_counted(self, xray):
        _, trace = xray("/wide/")
        assert [row["rows"] for row in trace["queries"]["rows"]] == [5, 1, 1, 1, 1, 1]
        _, trace = xray("/repeated/")
        assert {
            r["rows"] for r in trace["queries"]["rows"] if r["kind"] == "INSERT"
        } <= {1}

    def test_line_of_python_that_asked(self, xray):
        _, trace = xray("/wide/")
        place = trace["queries"]["rows"][0]["trail"][0]
        assert place["file"] == "apps/xray/tests/specimens.py"
        assert place["function"] == "wide"
        assert "rows = list(views" in source_lines()[place["line"] - 1]

    def test_literals_and_parameters_are_not_kept(self, xray):
        _, trace = xray("/repeated/")
        (row,) = (r for r in trace["queries"]["rows"] if "…" in r["sql"])
        assert row["sql"] == "SELECT '…', …, %s"
        assert row["params"] == ["str"]


class URLTests:
    def test_each_pattern_that_was_tried_in_order(self, xray):
        _, trace = xray("/pages/hello/7/")
        tried = [
            (t["pattern"], t["kind"], t["depth"], t["matched"])
            for t in trace["url"]["tried"]
        ]
        assert tried == [
            ("plain/", "path", 0, False),
            ("headers/", "path", 0, False),
            ("elsewhere/", "include", 0, False),
            ("pages/", "include", 0, True),
            ("<slug:word>/", "path", 1, False),
            ("<slug:word>/<int:number>/", "path", 1, True),
        ]
        match = trace["url"]["match"]
        assert match["route"] == "pages/<slug:word>/<int:number>/"
        assert match["name"] == "specimens:page_number"
        shown = [(a["name"], a["type"], a["value"]) for a in match["arguments"]]
        assert shown == [("word", "str", None), ("number", "int", "7")]

    def test_address_that_is_not_there_tells_all_that_was_tried(self, xray):
        response, trace = xray("/elsewhere/nowhere/")
        assert response.status_code == 404
        assert trace["url"]["match"] is None
        tried = [t["pattern"] for t in trace["url"]["tried"] if t["depth"] == 1]
        assert tried == ["nothing/", "more/"]
        assert trace["view"] is None


class ViewTests:
    def test_function_with_its_decorators(self, xray):
        _, trace = xray("/pages/hello/")
        view = trace["view"]
        assert (view["name"], view["kind"]) == ("page", "function")
        assert view["place"]["file"] == "apps/xray/tests/specimens.py"
        lines = source_lines()
        assert lines[view["place"]["line"] - 1].startswith("def page(")
        assert lines[view["end_line"] - 1].strip().startswith("return render(")
        names = [each["name"] for each in view["decorators"]]
        assert names == ["shouted", "require_http_methods"]
        assert [each["text"] for each in view["written"]] == [
            "@shouted",
            "@require_safe",
        ]
        for each in view["written"]:
            assert lines[each["line"] - 1] == each["text"]

    def test_class(self, xray):
        _, trace = xray("/rows/")
        view = trace["view"]
        assert (view["name"], view["kind"]) == ("Rows", "class")
        assert view["class"]["place"]["file"] == "apps/xray/tests/specimens.py"
        assert view["place"]["function"] == "BaseListView.get"

    @pytest.mark.parametrize("method", ["get", "post", "head", "options"])
    def test_class_whose_dispatch_is_decorated(self, xray, method):
        """As Django's LoginView: its view has the attributes of dispatch()."""
        _, trace = xray("/door/", method)
        view = trace["view"]
        assert (view["name"], view["kind"]) == ("Door", "class")
        answers = {"head": "Door.get", "options": "View.options"}
        assert view["place"]["function"] == answers.get(method, f"Door.{method}")
        assert [each["name"] for each in view["decorators"]] == ["never_cache"]

    @pytest.mark.parametrize("path", ["/waiting/", "/counter/"])
    @pytest.mark.django_db(transaction=True)
    def test_asynchronous_view_says_what_is_not_seen(self, xray, path):
        response, trace = xray(path)
        assert response.content == b"0"
        assert trace["view"]["kind"] in {"async function", "async class"}
        assert [each["part"] for each in trace["unseen"]] == ["view"]


def test_cookie_that_comes_with_the_first_link_had_not_been_sent(xray):
    response = Client().get("/wide/")
    found = Trace.objects.get().found
    assert found["request"]["cookies"] == []
    assert list(response.cookies) == ["xray"]
    assert [row["name"] for row in found["response"]["cookies"]] == ["xray"]


# Django's asynchronous test client closes a response in a thread of its own, whose
# connection nobody closes; PostgreSQL minds that. A server uses the request's thread.
@pytest.mark.database("sqlite")
@pytest.mark.django_db(transaction=True)
def test_under_asgi_it_works_and_says_what_is_not_seen(xray, async_client):
    async_client.cookies["xray"] = "a-guest-who-came-back"
    response = async_to_sync(async_client.get)("/waiting/")
    assert response.content == b"0"
    trace = json.loads(Trace.objects.get().document)
    assert trace["server"]["interface"] == "asgi"
    assert trace["view"]["kind"] == "async function"
    assert "asgi" in {hop["name"] for hop in trace["hops"]}
    assert {each["part"] for each in trace["unseen"]} == {"server", "view"}
    assert len(trace["middleware"]) == 8


class MiddlewareTests:
    def layer(self, trace, path):
        return next(
            layer for layer in trace["middleware"] if layer["path"].endswith(path)
        )

    def test_layers_in_order_and_one_inside_the_other(self, xray, settings):
        _, trace = xray("/plain/")
        assert [layer["path"] for layer in trace["middleware"]] == settings.MIDDLEWARE
        for one, other in zip(
            trace["middleware"], trace["middleware"][1:], strict=False
        ):
            assert one["start"] <= other["start"] <= other["end"] <= one["end"]
            whole = one["end"] - one["start"]
            inside = other["end"] - other["start"]
            # The rest is X-ray's own, in between; 2 for rounding.
            assert one["in_time"] + one["out_time"] + inside <= whole + 2

    def test_headers_added_changed_and_removed(self, xray):
        response, trace = xray("/headers/")
        outer = self.layer(trace, "outer")
        added = {
            header["name"]: header["value"] for header in outer["headers"]["added"]
        }
        assert added == {"X-Frame-Options": "DENY"}
        changed = {"name": "Retry-After", "before": "5", "after": "30"}
        assert outer["headers"]["changed"] == [changed]
        assert outer["headers"]["removed"] == ["Age"]
        assert outer["status"] == [200, 202]
        assert outer["cookies"] == {"set": ["flavour"], "removed": []}
        assert outer["request"] == ["came_at"]
        assert outer["environ"] == ["SPECIMEN_KEY"]

    def test_body_and_hooks(self, xray):
        _, trace = xray("/headers/")
        inner = self.layer(trace, "Inner")
        assert inner["body"] == [len("body"), len("a longer body")]
        assert [hook["hook"] for hook in inner["hooks"]] == ["process_view"]
        _, trace = xray("/hook/")
        assert self.layer(trace, "Inner")["hooks"][0]["answered"]
        assert trace["view"] is None

    def test_who_put_the_session_and_the_person(self, xray):
        _, trace = xray("/plain/")
        assert self.layer(trace, "SessionMiddleware")["request"] == ["session"]
        assert "user" in self.layer(trace, "AuthenticationMiddleware")["request"]


class ResponseTests:
    def test_headers_are_those_that_arrive(self, xray):
        response, trace = xray("/headers/")
        shown = {h["name"]: h["value"] for h in trace["response"]["headers"]}
        assert shown == dict(response.headers)
        assert trace["response"]["status"] == response.status_code == 202
        assert trace["response"]["length"] == len(response.content)
        (cookie,) = trace["response"]["cookies"]
        assert cookie["name"] == "flavour"
        assert cookie["attributes"]["max-age"] == "60"

    def test_size_when_it_is_compressed(self, xray, settings):
        settings.XRAY_GZIP_LEVEL = 5
        response, trace = xray("/pages/hello/", headers={"accept-encoding": "gzip"})
        found = trace["response"]["compressed"]
        assert found["how"] == "estimated"
        # gzip.compress writes the same head and foot as nginx.
        assert found["bytes"] == len(gzip.compress(response.content, 5))

    def test_stream_is_counted_while_it_flows(self, xray):
        response, trace = xray("/stream/")
        assert trace["response"]["kind"] == "stream"
        assert trace["response"]["chunks"] == 3
        assert trace["response"]["length"] == len(response.body)
        assert trace["queries"]["count"] == 3
        assert {row["during"] for row in trace["queries"]["rows"]} == {"sending"}

    def test_template_response_is_rendered_after_the_view(self, xray):
        _, trace = xray("/later/")
        hops = {hop["name"]: hop for hop in trace["hops"]}
        assert hops["templates"]["start"] >= hops["view"]["end"]
        assert trace["templates"]["sources"][0]["name"] == "specimens/wide.html"

    def test_jinja2_is_timed_and_its_lines_are_not_seen(self, xray):
        response, trace = xray("/jinja/")
        assert response.content == b"<p>hello</p>"
        (source,) = trace["templates"]["sources"]
        assert source["engine"] == "jinja2"
        assert source["name"] == "specimens/jinja.html"
        assert "Jinja2" in trace["unseen"][0]["why"]


class LinkTests:
    def test_page_with_x_ray_is_the_page_without_but_for_its_link(self, xray):
        xray.client.cookies["xray"] = "off"
        without = xray.client.get("/wide/").content.decode()
        xray.client.cookies["xray"] = "a-guest-who-came-back"
        response, trace = xray("/wide/")
        address = f"/xray/{trace['id']}/"
        link = f'<a href="{address}">X-ray</a>'
        assert response.content.decode().replace(link, "") == without
        assert len(link) <= 1024
        assert xray.client.get(address).status_code == 200
        assert xray.client.get(address[:-1] + ".json").json()["id"] == trace["id"]

    def test_page_with_a_link_is_kept_by_nobody_else(self, xray):
        response, trace = xray("/wide/")
        assert "private" in response["Cache-Control"]
        assert trace["cost"]["link"] is True
        response, trace = xray("/plain/")
        assert "Cache-Control" not in response
        assert trace["cost"]["link"] is False

    def test_pages_of_x_ray_leave_no_trace(self, xray):
        _, trace = xray("/wide/")
        count = Trace.objects.count()
        assert xray.client.get(f"/xray/{trace['id']}.json").status_code == 200
        assert Trace.objects.count() == count
