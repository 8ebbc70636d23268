import re
import threading
import time

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from apps.look.markup import (
    MAX_HTML,
    _cleaner,
    abroad,
    clean_line,
    clean_text,
    plain,
    readable,
    render,
    render_own,
    stored,
)

LIMIT = 20_000
REL = 'rel="nofollow ugc noopener"'


def fill(pattern):
    return (pattern * (LIMIT // len(pattern) + 1))[:LIMIT]


class CommonMarkTests:
    """A sample of the specification's examples, with its numbers (0.31.2)."""

    @pytest.mark.parametrize(
        ("number", "text", "html"),
        [
            (12, "\\!\\\"\\#\\$\\%\\&\\'\\(", "<p>!\"#$%&amp;'(</p>"),
            (25, "&nbsp; &amp; &copy; &AElig;", "<p>&nbsp; &amp; © Æ</p>"),
            (42, "- `one\n- two`", "<ul>\n<li>`one</li>\n<li>two`</li>\n</ul>"),
            (43, "***\n---\n___", "<hr>\n<hr>\n<hr>"),
            (47, "--\n**\n__", "<p>--\n**\n__</p>"),
            (62, "# foo\n# *bar*", "<h3>foo</h3>\n<h3><em>bar</em></h3>"),
            (63, "####### foo", "<p>####### foo</p>"),
            (76, "### foo \\###", "<h3>foo ###</h3>"),
            (80, "Foo *bar*\n=========", "<h3>Foo <em>bar</em></h3>"),
            (189, "[foo]: #bar\n[foo]", '<p><a href="#bar" REL>foo</a></p>'),
            (219, "aaa\n\nbbb", "<p>aaa</p>\n<p>bbb</p>"),
            (226, "aaa     \nbbb     ", "<p>aaa<br>\nbbb</p>"),
            (
                228,
                "> # Foo\n> bar\n> baz",
                "<blockquote>\n<h3>Foo</h3>\n<p>bar\nbaz</p>\n</blockquote>",
            ),
            (
                233,
                "> bar\nbaz\n> foo",
                "<blockquote>\n<p>bar\nbaz\nfoo</p>\n</blockquote>",
            ),
            (265, "2003. a", '<ol start="2003">\n<li>a</li>\n</ol>'),
            (266, "1234567890. not ok", "<p>1234567890. not ok</p>"),
            (301, "- foo\n- bar\n+ baz", "<ul>\n<li>foo</li>\n<li>bar</li>\n</ul>\n"),
            (328, "`hi`lo`", "<p><code>hi</code>lo`</p>"),
            (329, "`` foo ` bar ``", "<p><code>foo ` bar</code></p>"),
            (351, "*foo bar*", "<p><em>foo bar</em></p>"),
            (352, "a * foo bar*", "<p>a * foo bar*</p>"),
            (360, "foo_bar_baz", "<p>foo_bar_baz</p>"),
            (
                404,
                "*foo**bar**baz*",
                "<p><em>foo<strong>bar</strong>baz</em></p>",
            ),
            (
                482,
                '[link](/uri "title")',
                '<p><a href="/uri" title="title" REL>link</a></p>',
            ),
            (489, "[a](<b)c>)", '<p><a href="b)c" REL>a</a></p>'),
            (
                594,
                "<http://foo.bar.baz>",
                '<p><a href="http://foo.bar.baz" REL>http://foo.bar.baz</a></p>',
            ),
            (633, "foo  \nbaz", "<p>foo<br>\nbaz</p>"),
            (638, "`code  \nspan`", "<p><code>code   span</code></p>"),
        ],
    )
    def test_example(self, number, text, html):
        assert render(text).startswith(html.replace("REL", REL).strip())


class RenderTests:
    def test_table_scrolls_in_a_box_of_its_own(self):
        page = render("| | b | c |\n|---|:-:|--:|\n| 1 | 2 | **3** |")
        assert page.startswith('<div class="table-scroll" tabindex="0" role="group"')
        assert '<th class="align-center" scope="col">b</th>' in page
        assert '<td class="align-right"><strong>3</strong></td>' in page
        assert "<td></td>" in page  # an empty corner is no heading
        assert "style" not in page

    def test_strikethrough(self):
        assert render("~~old~~ ~new~") == "<p><s>old</s> ~new~</p>"

    def test_task_list(self):
        page = render("- [x] eat\n- [ ] sleep\n- [y] code")
        assert page.startswith('<ul class="contains-task-list">')
        assert 'checked="" disabled="" aria-label="done"> eat</li>' in page
        assert '<input type="checkbox" disabled="" aria-label="to do"> sleep' in page
        assert "<li>[y] code</li>" in page

    def test_code_has_classes_and_no_style(self):
        page = render('```python\nname = "é"  # why\n```')
        assert '<pre class="code" data-language="python"><code>name = ' in page
        assert '<span class="s2">"é"</span>' in page
        assert "style" not in page

    @pytest.mark.parametrize("info", ["klingon", "python<b>", "", "  ", "x" * 9000])
    def test_code_in_a_language_nobody_knows(self, info):
        page = render(f"```{info}\n<script>\n```")
        assert page == '<pre class="code"><code>&lt;script&gt;\n</code></pre>'

    def test_wide_code_is_within_reach_of_the_keyboard(self):
        assert 'tabindex="0"' in render("```\n" + "wide " * 9 + "\n```")
        assert "tabindex" not in render("```\nnarrow\n```")

    @pytest.mark.parametrize(
        ("levels", "tags"),
        [
            ("# # #", "h3 h3 h3"),
            ("### #### #", "h3 h4 h3"),
            ("# #### ###### ##", "h3 h4 h5 h4"),
            ("# ## ### #### ##### ######", "h3 h4 h5 h6 h6 h6"),
        ],
    )
    def test_headings_begin_at_h3_and_skip_no_level(self, levels, tags):
        page = render("\n".join(f"{level} a" for level in levels.split()))
        assert re.findall(r"<(h\d)>", page) == tags.split()
        assert re.findall(r"</(h\d)>", page) == tags.split()

    def test_headings_of_a_page_without_h2_begin_there(self):
        assert render("## a\n\n### b", top=2) == "<h2>a</h2>\n<h3>b</h3>"

    def test_heading_without_words_is_left_out(self):
        assert render("a\n\n#\n\nb") == "<p>a</p>\n<p>b</p>"

    def test_picture_becomes_a_link(self):
        assert render("![a *cat*](http://x.org/c.png)") == (
            f'<p><a href="http://x.org/c.png" {REL}>a cat</a></p>'
        )
        assert render("[![cat](c.png)](/cats/)") == (
            f'<p><a href="/cats/" {REL}>cat</a></p>'
        )
        assert "<img" not in render("![](http://x.org/c.png)")

    def test_link_without_words_shows_its_address(self):
        assert f'<a href="/forum/" {REL}>/forum/</a>' in render("[](/forum/)")

    def test_no_ids(self):
        assert " id=" not in render("# a\n\n[x]: b\n\n- [ ] c\n\n| a |\n|-|\n\n[x]")

    def test_stored_is_safe_and_render_alone_is_not(self):
        assert isinstance(stored(render("a")), SafeString)
        assert not isinstance(render("a"), SafeString)

    def test_many_threads_at_once(self):
        texts = [f"see http://a{n}.org/ and `{n}`\n\n```py\n{n}\n```" for n in range(8)]
        expected, found = [render(text) for text in texts], {}

        def work(n):
            found[n] = {render(texts[n]) for _ in range(50)}

        threads = [threading.Thread(target=work, args=[n]) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [found[n] for n in range(8)] == [{page} for page in expected]


class BareLinkTests:
    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("see https://example.org/a?b=1&c#d.", "https://example.org/a?b=1&amp;c#d"),
            ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
            ("(http://localhost/x_(y))", "http://localhost/x_(y)"),
            ("**http://a.org/b_c_d**", "http://a.org/b_c_d"),
            (
                "请看https://docs.djangoproject.com。谢谢",
                "https://docs.djangoproject.com",
            ),
            ("HTTPS://A.ORG/!", "HTTPS://A.ORG/"),
            ("<https://a.org/*b*>", "https://a.org/*b*"),
        ],
    )
    def test_address_is_linked(self, text, address):
        assert f'<a href="{address}" {REL}>{address}</a>' in render(text)

    @pytest.mark.parametrize(
        "text",
        [
            "settings.py, main.rs and example.com",
            "a@example.org",
            "ftp://a.org //b.org xhttp://c.org http:// http://.",
            "`http://a.org`",
            "```\nhttp://a.org\n```",
            "\\https\\://a.org",
        ],
    )
    def test_what_only_looks_like_one_is_not(self, text):
        assert "<a" not in render(text)

    def test_no_link_within_a_link(self):
        page = render("[see http://a.org here](http://b.org)")
        assert page.count("<a ") == 1
        assert 'href="http://b.org"' in page


class HostileMarkupTests:
    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](\tjavascript:alert(1))",
            "[a](java&#115;cript:alert(1))",
            "[a](java&Tab;script:alert(1))",
            "[a](vbscript:x) [b](data:text/html,x) ![c](data:image/gif;base64,x)",
            "<javascript:alert(1)>",
            "[a]: javascript:x\n\n[a] ![a]",
            '[a](http://x.org "\\" onclick=alert(1) x=\\"")',
            '```" onmouseover="x\na\n```',
            "| a |\n|-|\n| <svg onload=x> |",
            "[a](http://x.org/\"onclick='x')",
            "<a href='x' onclick=y>z</a>",
            "&lt;script&gt; &#60;script&#62;",
            "<!-- --!> <script>x</script> -->",
            "```html\n<script>alert(1)</script>\n```",
        ],
    )
    def test_nothing_runs(self, text):
        tree = html5lib.parseFragment(render(text), namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag not in {"script", "img", "svg", "style", "iframe"}
            assert not [name for name in element.attrib if name.startswith("on")]
            assert re.match(r"https?:|/|[\w%]+$|$", element.get("href", "")), element

    def test_characters_that_turn_text_around_are_left_out(self):
        text = "a\u202eb `\u2066c` &#x202e;d http://x.org/%E2%80%AE \u200fe"
        page = render(text + "\n\n```py\n#\u2069\n```")
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
        assert "\u200fe" in page  # a mark of direction overrides nothing

    def test_characters_that_html_forbids_are_left_out(self):
        text = "".join(map(chr, range(0x20))) + "\x7f\x85\ufdd0\uffff\U0010ffff\ud800"
        html5lib.HTMLParser(strict=True).parseFragment(render(f"a{text}b"))

    def test_arabic_runs_from_right_to_left_and_code_does_not(self):
        page = render("مرحبا `x = 1`\n\n- مرحبا\n\nHello\n\n> مرحبا\n\n```\nx\n```")
        assert '<p dir="auto">مرحبا <code dir="ltr">' in page
        assert '<ul dir="rtl">' in page
        assert '<blockquote dir="rtl">' in page
        assert '<pre class="code" dir="ltr">' in page
        assert "dir=" not in render("Hello `x`\n\n- 你好")

    def test_deep_nesting_is_shown_as_it_was_typed(self):
        assert render("> " * 60 + "deep").count("&gt;") == 60
        assert "deep" in render("".join(" " * 2 * n + "- deep\n" for n in range(60)))

    def test_nested_emphasis_stays_shallow(self):
        page = render("**a " * 500 + "b** " * 500)
        assert page.count("<strong>") == page.count("</strong>") <= 8
        assert page.count("a") == 500

    @pytest.mark.parametrize(
        "text",
        [
            *map(
                fill, ["> ", ">", "[", "]", "[a](", "![", "![a](", "*a ", "**a", "*a_"]
            ),
            *map(fill, ["***a ", "*_*_ ", "~~a", "`a``b```c", "- ", "1. ", "- a\n"]),
            *map(
                fill,
                ["> - ", "> a\n\n", "> 1. # a\n", "```\n", "~~~a\nx\n", "a|b\n-|-\n"],
            ),
            *map(
                fill,
                ["<http://", "http://a.b/?", "http://a:b@c", "http:", "a.:// ", "<!--"],
            ),
            *map(
                fill, ["<a ", "&a", "&amp;", '"', "\\\n", "[a]: b\n", "[a]: ", "# a\n"]
            ),
            *map(
                fill,
                ["a\n\n", "a  \n", "    a\n", "\t", "\n", "a", "中", "ب", "\u202e"],
            ),
            *map(
                fill,
                ["\0", "\ud800", "👩‍👧", "- [x] a\n", "*[`<_~|>#-1.\\!&", "\r\n\r"],
            ),
            "*" * 9_999 + "a" + "*" * 9_999,
            "[" * 6_000 + "a" + "](b)" * 3_500,
            "".join("`" * n + "x" for n in range(198)),
            "".join(" " * (2 * n) + "- a\n" for n in range(138)),
            "".join(f"```l{n}\n```\n" for n in range(1_600)),
            "~~~\n" * 5_000,
            "|" + "a|" * 3_900 + "\n|" + "-|" * 3_900 + "\n" + "a\n" * 2_000,
            "[a]: /" + "b" * 9_000 + "\n\n" + "[a]" * 3_600,
            "> " * 15 + "a\n" + "a\n" * 9_900,
            "http://a.b/" + "(a" * 4_900 + ")" * 9_900,
            "```python\n" + "1+" * 9_900 + "\n```",
            "```js\n" + "/" * 19_900,
            "a" + "\u0301" * 19_999,
        ],
        ids=lambda text: ascii(text[:12]),
    )
    def test_any_twenty_thousand_characters_take_bounded_time_and_space(
        self, text, caplog
    ):
        began = time.thread_time()
        page = render(text)
        assert time.thread_time() - began < 2  # a slow machine; 0.5 s at worst here
        assert len(page) <= MAX_HTML + 50_000
        assert not caplog.records

    def test_too_many_steps_end_the_parse(self, monkeypatch):
        monkeypatch.setattr("apps.look.markup.MAX_STEPS", 100)
        assert render("*a* [b]") == "<p><em>a</em> [b]</p>"
        assert "<em>" not in render("*a* [b] " * 100)

    def test_fault_in_the_parser_shows_the_text_as_typed(self, monkeypatch, caplog):
        monkeypatch.setattr("apps.look.markup.tidy", lambda *args: 1 / 0)
        assert render("**a**") == "<p>**a**</p>"
        assert "could not be parsed" in caplog.text

    def test_a_megabyte_is_shown_as_typed_and_cut(self):
        assert len(render("*a* " * 250_000)) < MAX_HTML

    def test_every_page_parses_strictly(self):
        pieces = "# a\n|`x`~~[]()!*_<>&\"'-+1.:\\ \t- [x] ```py\n> http://x.org "
        for start in range(len(pieces)):
            text = "".join(pieces[start::step] + "\n" for step in (1, 2, 3, 5, 7, 11))
            html5lib.HTMLParser(strict=True).parseFragment(render(text))


# An <img> passes; its source does, if it is one of the site's own pictures.
LISTED = "p", "a", "div", "input", "img"


class LastGateTests:
    """nh3 alone, as if everything before it had been deceived."""

    @pytest.mark.parametrize(
        "page",
        [
            "<script>alert(1)</script>",
            "<p onclick=x style=color:red id=top class=huge>a</p>",
            "<a href=javascript:x target=_blank rel=opener>a</a>",
            "<img src=x><iframe src=x></iframe><form action=x><button>b</button></form>",
            "<input type=password name=p value=v autofocus>",
            "<svg><a xlink:href=javascript:x>a</a></svg><math><mtext></math>",
            "<div class=masthead data-x=y hidden>a</div><h1>a</h1><style>*{}</style>",
        ],
    )
    def test_only_what_is_listed_passes(self, page):
        tree = html5lib.parseFragment(_cleaner.clean(page), namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag in {"DOCUMENT_FRAGMENT", *LISTED}
            assert set(element.attrib) <= {"rel", "class"}
            assert element.get("class", "") == ""
            assert element.get("rel", REL[5:-1]) == REL[5:-1]


class PlainTests:
    def test_marks_are_gone_and_words_kept(self):
        text = (
            "# Hi\n\n**bold** [link](http://x.org) `code`\n\n- [x] done ![cat](c.png)"
        )
        assert plain(text, 100) == "Hi bold link code done cat"

    def test_cut_between_words(self):
        assert plain("one two three", 100) == "one two three"
        assert plain("one two three", 10) == "one two…"

    def test_what_cannot_be_parsed_is_cut_too(self):
        assert len(plain("> " * 10_000, 100)) <= 100
        assert len(plain("x" * 1_000_000, 100)) <= 100

    def test_cut_without_spaces(self):
        assert plain("中" * 50, 10) == "中" * 9 + "…"
        assert len(plain("a" * 50, 10)) == 10


class ReadableTests:
    def test_words_and_addresses(self):
        words, addresses = readable("a **b**c [d](http://x.org/e)\n\n```\nf()\n```")
        assert words.split() == ["a", "bc", "d", "f()"]
        assert addresses == ["http://x.org/e"]

    def test_blocks_do_not_run_into_each_other(self):
        assert readable("- a\n- b\n\n| c | d |\n|-|-|")[0].split() == list("abcd")


class CleanTextTests:
    def test_line_ends_become_newlines(self):
        assert clean_text("a\r\nb\rc\u2028d\ne") == "a\nb\nc\nd\ne"

    def test_control_characters_are_dropped(self):
        assert clean_text("a\x1b[31mb\x07\t") == "a[31mb\t"

    @pytest.mark.parametrize(
        ("text", "word"), [("a\0b", "NUL"), ("a\ud83d", "surrogate")]
    )
    def test_what_cannot_be_kept_is_refused_with_a_sentence(self, text, word):
        with pytest.raises(ValidationError, match=word):
            clean_text(text)

    def test_a_line_is_one_line_and_reads_as_written(self):
        assert clean_line("  a\r\n\u202eb\t c ") == "a b c"


class AbroadTests:
    """What is read outside the site, such as in a letter, has whole addresses."""

    @pytest.fixture(autouse=True)
    def site(self, settings):
        settings.SITE_URL = "https://forum.example.org"

    def test_own_links_are_whole(self):
        html = abroad(render("[a](/forum/topics/1/) [b](/x?y=1&z=2)"))
        assert 'href="https://forum.example.org/forum/topics/1/"' in html
        assert 'href="https://forum.example.org/x?y=1&amp;z=2"' in html

    @pytest.mark.parametrize(
        "text",
        [
            "[a](https://example.org/forum/)",
            "[a](//example.org/)",
            '`<a href="/forum/">`',
            'She wrote href="/forum/" and src="/x".',
            "[a](#comment-1)",
        ],
    )
    def test_nothing_else_changes(self, text):
        html = render(text)
        assert abroad(html) == html


class OwnTextTests:
    def test_has_the_same_gate(self):
        html = render_own("<script>x</script> [a](javascript:x)")
        assert "<script" not in html
        assert "href" not in html

    def test_quotes_are_set_but_not_in_code(self):
        html = render_own('It\'s "so": `"b"`')
        assert html == '<p>It’s “so”: <code>"b"</code></p>'
        assert "“" not in render('"so"')

    def test_too_much_is_an_error(self):
        with pytest.raises(ValueError, match="within bounds"):
            render_own("> " * 50 + "x")
