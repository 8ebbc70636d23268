"""Two requests side by side."""

import pytest
from django.test import Client

from apps.xray import comparing, strip
from apps.xray.templatetags.xray import ms

from .test_replaying import replayed


def page(client, a, b):
    return client.get("/xray/compare/", {"a": a["id"], "b": b["id"]})


class PageTests:
    def test_two_of_mine(self, xray):
        _, one = xray("/plain/")
        _, other = xray("/wide/")
        answer = page(xray.client, one, other)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "Two requests side by side" in text
        assert text.count("journey__picture") == 2
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))

    def test_each_journey_tells_its_own_length(self, xray):
        _, one = xray("/plain/")
        _, other = xray("/wide/")
        text = page(xray.client, one, other).content.decode()
        for trace in one, other:
            start, end = strip.extent_of(trace)
            assert f"{ms(end - start)} in all" in text
        assert "in all; both journeys are drawn to one scale" in text

    def test_others_cannot_compare_them(self, xray):
        _, one = xray("/plain/")
        _, other = xray("/wide/")
        assert page(Client(), one, other).status_code == 404

    def test_same_one_twice(self, xray):
        _, one = xray("/plain/")
        answer = page(xray.client, one, one)
        assert b"one and the same" in answer.content

    def test_asks_which(self, xray):
        assert b"There are not two" in xray.client.get("/xray/compare/").content
        _, one = xray("/plain/")
        _, other = xray("/wide/")
        text = xray.client.get("/xray/compare/", {"b": one["id"]}).content.decode()
        assert f'value="{other["id"]}"' in text
        assert f'value="{one["id"]}" selected' in text

    @pytest.mark.parametrize("key", ["x", "\0", "0123456789abcdef", "Ü" * 16])
    def test_rubbish_is_not_found(self, xray, key):
        answer = xray.client.get("/xray/compare/", {"a": key, "b": "0123456789abcdee"})
        assert answer.status_code == 404


class DifferenceTests:
    def test_kind_of_a_render_is_said_once(self):
        render = {"kind": "include", "name": 'include "a.html" with b=c'}
        a, b = ({"templates": {"renders": rows}} for rows in ([render], []))
        (row,) = comparing.templates(a, b)["differing"]
        assert row["name"] == "include a.html with b=c"

    def rows(self, xray, part, one="/plain/", other="/wide/"):
        _, a = xray(one)
        _, b = xray(other)
        return a, b, comparing.compared(a, b)[part]

    def test_facts_are_the_traces(self, xray):
        a, b, rows = self.rows(xray, "facts")
        found = {row["name"]: row for row in rows}
        assert found["Status"] == {
            "name": "Status",
            "a": "200",
            "b": "200",
            "differs": False,
        }
        assert found["View"]["a"] == "plain"
        assert found["View"]["b"] == "wide"
        assert found["Queries"]["b"] == str(b["queries"]["count"])
        assert found["Size of the page"]["a"] == "5 bytes"

    def test_headers(self, xray):
        *_, part = self.rows(xray, "headers", "/plain/", "/headers/")
        found = {row["name"]: row for row in part["differing"]}
        assert (found["Retry-After"]["a"], found["Retry-After"]["b"]) == ("none", "30")
        assert "X-Frame-Options" in {row["name"] for row in part["alike"]}

    def test_request_id_is_no_difference(self):
        def answered(number):
            header = {"name": "X-Request-ID", "value": number, "redacted": False}
            return {"response": {"headers": [header]}}

        part = comparing.headers(answered("1" * 32), answered("2" * 32))
        assert not part["differing"]

    def test_times_differ_if_it_shows(self):
        assert not comparing.time("", 1_000, 1_250)["differs"]
        assert not comparing.time("", 10_000, 11_900)["differs"]
        assert comparing.time("", 1_000, 1_400)["differs"]
        assert comparing.time("", 1, None)["differs"]

    def test_cookies(self, xray):
        *_, part = self.rows(xray, "cookies", "/plain/", "/headers/")
        flavour = next(r for r in part["differing"] if r["name"] == "flavour")
        assert (flavour["a"], flavour["b"]) == ("none", "set")

    def test_queries_are_counted_by_what_they_ask(self, xray):
        _, b, part = self.rows(xray, "queries")
        rows = part["differing"]
        assert sum(row["b"]["count"] for row in rows) == b["queries"]["count"]
        assert all(row["a"]["count"] == 0 for row in rows)

    def test_templates(self, xray):
        *_, part = self.rows(xray, "templates")
        names = {row["name"] for row in part["differing"]}
        assert "template specimens/wide.html" in names

    def test_layer_that_is_missing_stands_where_it_was(self):
        assert comparing.merged(["a", "b", "c"], ["a", "c"]) == ["a", "b", "c"]
        assert comparing.merged(["a", "c"], ["a", "b", "c"]) == ["a", "b", "c"]
        assert comparing.merged([], ["a", "b"]) == ["a", "b"]

    def test_view_is_known_of_replays_only(self, xray):
        assert self.rows(xray, "view")[2] is None

    @pytest.mark.django_db(transaction=True)
    def test_lines_of_a_replay(self, xray):
        a, b = replayed(xray, "/two-ways/", "variant", variant="joined")
        rows = comparing.compared(a, b)["view"]["lines"]
        marked = {row["text"].strip(): (row["a"], row["b"]) for row in rows}
        assert marked["rows = rows.all()"] == (True, False)
        assert marked['rows = rows.select_related("content_type")'] == (False, True)
        text = page(xray.client, a, b).content.decode()
        assert "ran__line--differs" in text
        assert "What if? With select_related" in text
