"""The tree of renders, drawn by hand; and the map of the page, held against its bytes."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.template import Template

from apps.xray import install, pieces
from apps.xray.page import start_tags

from .conftest import source_line

PATH = "/pages/hello/"


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    pieces.forget()


def name_of(trace, number):
    return trace["templates"]["sources"][number]["name"].rpartition("/")[2]


def tree(trace):
    """Draw the renders as indented lines."""
    rows, depths = trace["templates"]["renders"], []
    for row in rows:
        above = row["parent"]
        depths.append(0 if above is None else depths[above] + 1)
    return "\n".join(
        "  " * depth + f"{row['kind']} {row['name'].partition(' with')[0]}"
        for row, depth in zip(rows, depths, strict=True)
    )


DRAWN = """\
template specimens/page.html
  extends extends "specimens/base.html"
    block title
    block content
      include include "specimens/_row.html"
      include include "specimens/_row.html"
      include include "specimens/_row.html"
      include include "specimens/_row.html"
    block foot"""


class TreeTests:
    def test_it_is_as_drawn_by_hand(self, xray):
        _, trace = xray(PATH)
        assert tree(trace) == DRAWN

    def test_each_render_tells_where_it_is_written_and_what_it_shows(self, xray):
        _, trace = xray(PATH)
        rows = trace["templates"]["renders"]
        found = [
            (
                row["name"].partition(" ")[0],
                None if row["template"] is None else name_of(trace, row["template"]),
                row["line"],
                name_of(trace, row["into"]),
            )
            for row in rows[:5]
        ]
        assert found == [
            ("specimens/page.html", None, None, "page.html"),
            ("extends", "page.html", 1, "base.html"),
            ("title", "base.html", 3, "page.html"),
            ("content", "base.html", 6, "page.html"),
            ("include", "page.html", 12, "_row.html"),
        ]

    def test_times_lie_one_inside_the_other(self, xray):
        _, trace = xray(PATH)
        rows = trace["templates"]["renders"]
        for row in rows:
            if row["parent"] is not None:
                outer = rows[row["parent"]]
                assert outer["start"] <= row["start"]
                assert row["start"] + row["time"] <= outer["start"] + outer["time"] + 2
        assert trace["templates"]["time"] == rows[0]["time"]

    def test_context_by_names_and_types(self, xray):
        _, trace = xray(PATH)
        (context,) = trace["templates"]["contexts"]
        names = {each["name"]: each for each in context["names"]}
        assert names["word"] | {"from": 0} == {
            "name": "word",
            "type": "str",
            "detail": "length 5",
            "from": 0,
        }
        assert names["rows"]["type"] == "QuerySet of auth.Permission"
        assert names["rows"]["detail"] == "not evaluated"
        assert names["word"]["from"] == "view"
        assert names["user"]["from"] == "processors"
        assert "True" not in names


class MapTests:
    def test_pieces_cover_the_page_without_gaps(self, xray):
        response, trace = xray(PATH)
        pieces = trace["page"]["pieces"]
        assert trace["page"]["length"] == len(response.content)
        assert pieces[0][0] == 0
        assert all(one[0] + one[1] == two[0] for one, two in pairwise(pieces))
        assert pieces[-1][0] + pieces[-1][1] == len(response.content)
        assert all(piece[1] > 0 for piece in pieces)

    def test_bytes_of_text_stand_in_that_line_of_that_template(self, xray):
        response, trace = xray(PATH)
        assert not response.content.isascii()
        seen = 0
        for offset, length, template, line, kind in trace["page"]["pieces"]:
            if kind == "text":
                text = response.content[offset : offset + length].decode()
                source = source_line("templates", name_of(trace, template), line)
                # A text begins in its line and goes on below.
                assert source.endswith(text.partition("\n")[0]) or text in source
                seen += 1
        assert seen > 20

    def test_bytes_of_variables_are_their_values(self, xray):
        response, trace = xray(PATH)
        names = list(Permission.objects.order_by("pk")[:4])
        found = [
            response.content[offset : offset + length].decode()
            for offset, length, template, line, kind in trace["page"]["pieces"]
            if kind == "variable" and name_of(trace, template) == "_row.html"
        ]
        assert found == [row.codename for row in names]
        (umlauts,) = (
            response.content[offset : offset + length].decode()
            for offset, length, template, line, kind in trace["page"]["pieces"]
            if kind == "variable" and name_of(trace, template) == "base.html"
        )
        assert umlauts == "Grüße, 世界"

    def test_renders_are_the_bytes_that_they_made(self, xray):
        response, trace = xray(PATH)
        rows = [r for r in trace["templates"]["renders"] if r["kind"] == "include"]
        for number, row in enumerate(rows):
            made = response.content[row["offset"] :][: row["length"]].decode()
            assert made.startswith("<li" + (' class="first"' if not number else " t"))
            assert made.endswith("</li>\n")

    def test_elements_are_those_that_a_parser_of_html_finds(self, xray):
        response, trace = xray(PATH)
        parser = Tags(response.content.decode())
        assert [each[0] for each in trace["page"]["elements"]] == parser.tags
        for tag, offset, *_ in trace["page"]["elements"]:
            assert response.content[offset:].startswith(f"<{tag}".encode())

    def test_elements_name_the_line_that_wrote_them(self, xray):
        _, trace = xray(PATH)
        for tag, _, template, line, _ in trace["page"]["elements"]:
            if tag not in {"i"}:  # from inside {% spaceless %}
                source = source_line("templates", name_of(trace, template), line)
                assert f"<{tag}" in source

    def test_elements_name_the_render_around_them(self, xray):
        _, trace = xray(PATH)
        rows = trace["templates"]["renders"]
        spans = [each[4] for each in trace["page"]["elements"] if each[0] == "span"]
        assert [rows[number]["kind"] for number in spans] == ["include"] * 4
        assert len(set(spans)) == 4

    def test_changed_text_is_mapped_to_the_tag_that_changed_it(self, xray):
        response, trace = xray(PATH)
        (piece,) = (p for p in trace["page"]["pieces"] if p[4] == "changed")
        assert response.content[piece[0] :][: piece[1]] == b"<i>a</i><i>b</i>"
        line = source_line("templates", name_of(trace, piece[2]), piece[3])
        assert "{% spaceless %}" in line

    def test_page_that_was_not_rendered_says_so(self, xray):
        _, trace = xray("/plain/")
        assert not trace["page"]["mapped"]
        assert trace["page"]["why_not"] == "No template was rendered."


class KeptTests:
    def kept(self, response, trace):
        (row,) = (r for r in trace["templates"]["renders"] if r["kind"] == "kept")
        made = response.content[row["offset"] :][: row["length"]]
        return row, made.decode().strip()

    def test_text_that_was_kept_unseen_is_mapped_to_its_tag(self, xray):
        xray.client.cookies["xray"] = "off"
        xray.client.get(PATH)
        xray.client.cookies["xray"] = "a-guest-who-came-back"
        response, trace = xray(PATH)
        row, made = self.kept(response, trace)
        assert made == "<b>kept</b>"
        assert row["seen"] is False
        (element,) = (e for e in trace["page"]["elements"] if e[0] == "b")
        line = source_line("templates", name_of(trace, element[2]), element[3])
        assert "{% cache" in line

    def test_text_that_was_seen_being_made_keeps_its_lines(self, xray):
        xray(PATH)
        response, trace = xray(PATH)
        row, made = self.kept(response, trace)
        assert made == "<b>kept</b>"
        assert row["seen"] is True
        (element,) = (e for e in trace["page"]["elements"] if e[0] == "b")
        line = source_line("templates", name_of(trace, element[2]), element[3])
        assert "<b>kept</b>" in line

    def test_first_time_is_not_called_kept(self, xray):
        _, trace = xray(PATH)
        assert "kept" not in {row["kind"] for row in trace["templates"]["renders"]}


class FormTests:
    def test_widgets_are_renders_of_their_own(self, xray):
        _, trace = xray("/form/")
        rows = trace["templates"]["renders"]
        assert "widget" in {row["kind"] for row in rows}
        names = {source["name"] for source in trace["templates"]["sources"]}
        assert "django/forms/widgets/input.html" in names
        pieces = trace["page"]["pieces"]
        assert all(one[0] + one[1] == two[0] for one, two in pairwise(pieces))


class OtherToolsTests:
    def test_another_tool_is_named_and_the_part_left_out(self, xray, monkeypatch):
        def profiled(self, context):
            return self.nodelist.render(context)

        monkeypatch.setattr(Template, "_render", profiled)
        response, trace = xray(PATH)
        assert response.status_code == 200
        assert trace["templates"]["seen"] is False
        assert trace["page"]["mapped"] is False
        (why,) = (
            each["why"] for each in trace["unseen"] if each["part"] == "templates"
        )
        assert "OtherToolsTests" in why
        assert "templates" not in {hop["name"] for hop in trace["hops"]}

    def test_test_runner_is_another_tool(self):
        assert "instrumented_test_render" in install.template_engine_of_others()


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


@pytest.mark.parametrize(
    "html",
    [
        "<p><a href='>'>x</a><!-- <b> --><i title=\"'>\">",
        "<script>'<b>'</script><u><TITLE>x</TITLE>",
        "a < b <1> <p\n class=x><br/><IMG src=x>",
        '<p title="never closed><b>',
        "<p><b never closed",
    ],
)
def test_start_tags_are_those_of_the_parser(html):
    assert [tag for tag, _ in start_tags(html)] == Tags(html).tags


def test_each_character_is_read_once(monkeypatch):
    """A page of unclosed tags would be read again from each of them."""

    class Read(str):
        searched = 0

        def find(self, text, start=0):
            found = super().find(text, start)
            Read.searched += (len(self) if found < 0 else found) - start
            return found

    hostile = Read("<a " * 2_000 + '<b x="' * 2_000)
    assert list(start_tags(hostile)) == []
    assert Read.searched <= 2 * len(hostile)
