"""What the rooms show is what the trace holds: all of it, and nothing else."""

import html
import re

import html5lib
import pytest

from apps.xray.rooms import before, data, rendering, rooms

from .test_pages import opened


def room(xray, path, name):
    """Record a page, open its trace; give the text of one room, and the trace."""
    text, trace = opened(xray, path)
    page = html5lib.parse(text, namespaceHTMLElements=False)
    found = page.find(f".//section[@id='room-{name}']")
    assert found is not None, f"There is no room {name}."
    return " ".join("".join(found.itertext()).split()), trace


class MiddlewareTests:
    def test_each_layer_and_what_it_changed(self, xray):
        text, trace = room(xray, "/headers/", "middleware")
        for layer in trace["middleware"]:
            assert layer["path"].rpartition(".")[2] in text
            for header in layer["headers"]["added"]:
                assert f"added the header {header['name']}" in text
        assert "changed Retry-After from 5 to 30" in text
        assert "removed Age" in text
        assert "changed the status from 200 to 202" in text
        assert "set the cookie flavour" in text
        assert "strawberry" not in text
        assert f"{len(trace['middleware'])} layers saw the request" in text

    def test_layer_that_answers(self, xray):
        text, _ = room(xray, "/closed/", "middleware")
        assert "outer, answered it: no view was called" in text
        assert "answered here" in text


class EnvironTests:
    def test_note_of_the_program_is_not_the_servers(self, xray):
        _, trace = room(xray, "/form/", "environ")
        by = {row["key"]: row["put_by"] for row in trace["environ"]}
        assert by["CSRF_COOKIE_NEEDS_UPDATE"] == "program"
        assert by["wsgi.url_scheme"] == "server"

    def test_what_is_empty_is_not_said_to_be_held_back(self, xray):
        text, trace = room(xray, "/form/", "environ")
        rows = {row["key"]: row for row in trace["environ"]}
        assert rows["wsgi.input"]["value"] is None
        assert f"wsgi.inputheld back: {rows['wsgi.input']['type']} " in text
        assert "0 bytes" not in text


class URLTests:
    def test_each_pattern_in_order(self, xray):
        text, trace = room(xray, "/pages/hello/7/", "url")
        place = text.index("as they were tried")
        for tried in trace["url"]["tried"]:
            place = text.index(tried["pattern"], place)
        assert "specimens:page_number" in text
        assert "number=7" in text
        assert "word=…" in text
        assert "hello" not in text

    def test_none_fits(self, xray):
        text, trace = room(xray, "/nowhere/", "url")
        assert f"{len(trace['url']['tried'])} patterns, and none fitted" in text


class ViewTests:
    def test_source_with_its_decorators_and_lines(self, xray):
        text, trace = opened(xray, "/pages/hello/")
        place = trace["view"]["place"]
        shown = re.search(r'<ol class="lines">.*?</ol>', text, re.S)[0]
        code = html.unescape(re.sub(r"<[^>]+>", "", shown))
        lines = [line for line in code.splitlines() if line.strip()]
        assert lines[:3] == [
            "@shouted",
            "@require_safe",
            "def page(request, word, number=0):",
        ]
        assert lines[-1].strip().startswith("return render(")
        assert f'<li value="{place["line"]}">' in shown

    def test_view_that_raises(self, xray):
        text, _ = room(xray, "/broken/", "view")
        assert "hunter" not in text.replace('password = "hunter-two-hundred"', "")

    def test_class(self, xray):
        text, _ = room(xray, "/rows/", "view")
        assert "class: Rows" in text

    def test_there_is_none(self, xray):
        _, trace = xray("/nowhere/")
        assert "view" not in [each["name"] for each in rooms(trace)]


class ModelTests:
    def test_each_query_with_its_lines(self, xray):
        text, trace = room(xray, "/wide/", "models")
        rows = trace["queries"]["rows"]
        for row in rows:
            assert f"{row['n'] + 1}. {row['kind']}" in text
            assert f"line {row['trail'][0]['line']}" in text
        assert f"{len(rows)} queries went to the database" in text
        assert "N+1" in text
        group = next(g for g in trace["queries"]["groups"] if g["kind"] == "n+1")
        assert group["advice"] in text
        assert "specimens/wide.html, line 4" in text

    @pytest.mark.parametrize(
        ("sql", "shown"),
        [
            ("SELECT a, b FROM c", "SELECT a, b FROM c"),
            (
                f"SELECT {'a, ' * 50}(SELECT b, c FROM d), f(g, h) FROM i, j",
                "SELECT … 52 columns … FROM i, j",
            ),
            ("DELETE FROM a", "DELETE FROM a"),
            ("SELECT " + "(" * 200, "SELECT " + "(" * 200),
        ],
    )
    def test_columns_are_counted(self, sql, shown):
        assert data.short(sql) == shown

    def test_page_without_queries_says_so(self, xray):
        text, _ = room(xray, "/plain/", "models")
        assert "Nothing was asked of the database" in text

    def test_long_list_is_folded(self, xray):
        text, trace = room(xray, "/many/", "models")
        assert "5,000 queries" in text
        assert f"{len(trace['queries']['rows']) - 40} more" in text


class TemplateTests:
    def test_tree(self, xray):
        text, trace = room(xray, "/pages/hello/", "templates")
        for render in trace["templates"]["renders"]:
            assert rendering.title(render) in text
        assert "specimens/_row.html" in text
        for name in trace["templates"]["contexts"][0]["names"]:
            assert name["name"] in text

    def test_alike_ones_are_gathered(self, xray):
        _, trace = xray("/pages/hello/")
        renders = trace["templates"]["renders"]
        rows = rendering.tree(renders, [])
        assert sum(row["count"] for row in rows) == len(renders)
        assert any(row["count"] > 1 for row in rows)

    def test_jinja_has_no_tree_that_is_known(self, xray):
        text, _ = room(xray, "/jinja/", "templates")
        assert "jinja.html" in text


class ServerTests:
    def packet(self):
        return {
            "modifier1": 0, "modifier2": 0, "size": 21, "bytes": 25, "head": "00150000",
            "vars": [
                {"key": "A", "value": "b c", "length": 3, "offset": 4, "redacted": False},
                {"key": "KEY", "value": None, "length": 6, "offset": 12, "redacted": True},
            ],
        }  # fmt: skip

    def test_packet_byte_by_byte(self):
        drawn = before.packet({"packet": self.packet()})
        assert [part["bytes"] for part in drawn["head"]] == [
            ["00"],
            ["15", "00"],
            ["00"],
        ]
        first, second = drawn["variables"]
        assert first["key_length"] == ["01", "00"]
        assert first["value_length"] == ["03", "00"]
        assert [byte["letter"] for byte in first["value_bytes"]] == ["b", "␠", "c"]
        assert second["value_length"] == ["06", "00"]
        assert second["value_bytes"] == []

    def test_packet_ends_where_it_says(self):
        sent = self.packet()
        last = before.packet({"packet": sent})["variables"][-1]
        end = last["offset"] + 2 + len(last["key_bytes"]) + 2 + last["length"]
        assert end == sent["bytes"]

    def test_environ_by_who_put_it(self, xray):
        text, trace = room(xray, "/plain/", "environ")
        for row in trace["environ"]:
            assert row["key"] in text
        assert f"{len(trace['environ'])} keys" in text
        assert "by apps.xray.tests.specimens.outer" in text

    def test_no_packet_without_uwsgi(self, xray):
        _, trace = xray("/plain/")
        assert "packet" not in [each["name"] for each in rooms(trace)]


class ResponseTests:
    def test_headers_and_who_may_keep_it(self, xray):
        text, trace = room(xray, "/headers/", "response")
        for row in trace["response"]["headers"]:
            assert row["name"] in text
        for verdict in trace["response"]["cache"].values():
            assert verdict["why"] in text

    @pytest.mark.parametrize("path", ["/stream/", "/file/", "/unchanged/"])
    def test_what_is_no_page(self, xray, path):
        text, trace = room(xray, path, "response")
        assert str(trace["response"]["status"]) in text


class RestTests:
    def test_all_that_happened_beside(self, xray):
        text, trace = room(xray, "/events/", "rest")
        assert "apps.xray.install" not in text
        for call in trace["cache"]["calls"]:
            assert f"Cache {call['call']}" in text
        assert "A constant of the source, %s" in text
        assert "a text that the program composed" in text
        assert "specimens.hear" in text
        assert "the text of a message" not in text

    def test_form(self, xray):
        text, _ = room(xray, "/form/", "rest")
        assert "Sorter" in text
        assert "shown empty" in text


class SpokenTests:
    @pytest.mark.parametrize(
        "path", ["/pages/hello/", "/wide/", "/closed/", "/broken/"]
    )
    def test_two_sentences_each(self, xray, path):
        _, trace = xray(path)
        for each in rooms(trace):
            assert each["happened"].endswith(".")
            assert each["why"].endswith(".")
            assert "None" not in each["happened"]

    def test_answer_names_model_view_and_template(self, xray):
        text, _ = opened(xray, "/wide/")
        answer = re.search(r'<p class="xray__answer">.*?</p>', text, re.S)[0]
        for word in "wide", "Permission", "wide.html", "Django":
            assert word in answer

    def test_what_was_not_seen_is_said_in_its_room(self, xray):
        text, _ = room(xray, "/waiting/", "view")
        assert "The view is asynchronous." in text
