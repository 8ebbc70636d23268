import random

import pytest

from apps.forum import search
from apps.forum.search import Question
from apps.forum.search_marks import _folded, excerpt, marked

from .search_cases import COMMENTS


def shown(pieces):
    """Write pieces as a line, the marked ones in [brackets]."""
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in pieces)


def mark(text, query):
    return shown(marked(text, Question.of(query)))


class MarkedTests:
    @pytest.mark.parametrize(
        ("text", "query", "expected"),
        [
            ("Use uwsgi_pass here", "uwsgi_pass", "Use [uwsgi_pass] here"),
            ("Use uwsgi_pass here", "pass", "Use uwsgi_[pass] here"),
            ("Use uwsgi_pass here", '"uwsgi pass"', "Use [uwsgi_pass] here"),
            ("Django 5.2.1", "5.2", "Django [5.2].1"),
            ("django.db.models", "db.models", "django.[db.models]"),
            ("C, C++ and C#", "c++", "C, [C++] and C#"),
            ("Die Straße in Łódź", "strasse LODZ", "Die [Straße] in [Łódź]"),
            ("e\u0301te\u0301 été", "ete", "[e\u0301te\u0301] [été]"),
            ("ﬁne ｗｉｄｅ", "fine wide", "[ﬁne] [ｗｉｄｅ]"),
            ("这个支持中文吗", "中文", "这个支持[中文]吗"),
            ("这个支持中文吗", "支持中文", "这个[支持中文]吗"),
            ("这个支持中文吗", "支", "这个[支]持中文吗"),
            ("كيف أكتبُ العَرَبِيَّة", "العربية", "كيف أكتبُ [العَرَبِيَّة]"),
            ("To be, or not to be", '"to be"', "[To be], or not [to be]"),
            ("to be to be", '"to be to"', "[to be to] be"),
            ("a b c", '"a b" "b c"', "[a b c]"),
            ("A dog, no cat", "dog -cat", "A [dog], no cat"),
            ("Nothing", "else", "Nothing"),
            ("", "else", ""),
        ],
    )
    def test_cases(self, text, query, expected):
        assert mark(text, query) == expected

    def test_nothing_is_lost(self):
        rng = random.Random(5)
        for text in COMMENTS.values():
            words = "".join(rng.choices(text, k=6)) + " the 中 ई a"
            pieces = marked(text, Question.of(words))
            assert "".join(piece.text for piece in pieces) == text

    def test_folds_as_the_index_does(self):
        rng = random.Random(1)
        signs = (
            "aÉßŁｗ٣ﬁİ中文が\u3099か\u0301é한ᄒ\u1161\u11abहिन\u094dไทยก\u0e33العَرَبيّة"
        )
        signs += "_.-+#ΐΣς①㎏ﷺ\u200d\u00adｶﾞ👍 "
        texts = ["".join(rng.choices(signs, k=30)) for _ in range(2000)]
        for text in [*COMMENTS.values(), *texts]:
            folded, places = _folded(text)
            assert folded == search.fold(text)
            assert len(places) == len(folded) + 1


class ExcerptTests:
    def test_shows_where_most_of_it_stands(self):
        text = f"needle. {'hay ' * 200}needle and **thread** {'hay ' * 200}"
        line = shown(excerpt(text, Question.of("needle thread")))
        assert "[needle] and [thread]" in line
        assert line.startswith("… hay")
        assert line.endswith("hay …")
        assert len(line) < 260

    def test_phrase_over_marks(self):
        line = shown(excerpt("a\n\n- **foo**\n- `bar`", Question.of('"foo bar"')))
        assert line == "a [foo bar]"

    def test_text_without_spaces(self):
        text = "中" * 300 + "文" + "中" * 300
        line = shown(excerpt(text, Question.of("文")))
        assert "[文]" in line
        assert len(line) < 260

    def test_what_only_an_address_says_shows_the_beginning(self):
        line = shown(excerpt("See [this](https://a.example/)", Question.of("example")))
        assert line == "See this"

    def test_without_words_it_is_the_beginning(self):
        assert shown(excerpt("One **two**", None)) == "One two"

    def test_long_texts_take_bounded_time(self):
        for text in ["the " * 5000, "中" * 20000, "a_b-" * 5000, "é" * 20000]:
            excerpt(text, Question.of("the 中 a_b é"))
