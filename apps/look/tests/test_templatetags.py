from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import html5lib
import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from apps.look.templatetags import look

NOW = datetime(2026, 3, 8, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(look, "now", lambda: NOW)


def shown(template, **context):
    return Template("{% load look %}" + template).render(Context(context))


def when(moment):
    return shown("{% when moment %}", moment=moment)


class WhenTests:
    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            (datetime(2026, 3, 8, 14, 2, tzinfo=UTC), "14:02 today"),
            (datetime(2026, 3, 7, 23, 59, tzinfo=UTC), "23:59 yesterday"),
            (datetime(2026, 1, 31, 8, 0, tzinfo=UTC), "31 January"),
            (datetime(2025, 12, 31, 8, 0, tzinfo=UTC), "31 December 2025"),
        ],
    )
    def test_says_less_the_closer_it_is(self, moment, words):
        assert when(moment).endswith(f">{words}</time>")

    def test_carries_the_exact_moment(self):
        assert when(datetime(2025, 3, 8, 14, 2, 9, tzinfo=UTC)) == (
            '<time datetime="2025-03-08T14:02:09+00:00" title="8 March 2025, 14:02 UTC">'
            "8 March 2025</time>"
        )

    def test_uses_the_time_zone_of_the_reader(self):
        moment = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)
        with timezone.override(ZoneInfo("Asia/Shanghai")):
            assert 'title="8 March 2026, 04:00 CST">04:00 today' in when(moment)

    def test_nothing_is_nothing(self):
        assert when(None) == ""

    def test_wants_one_moment(self):
        with pytest.raises(TemplateSyntaxError, match="Write {% when moment %}"):
            shown("{% when %}")


class RoleTests:
    def test_letter_has_a_name(self):
        assert shown('{% role "M" %}') == (
            '<abbr class="role role--m" title="Model">M</abbr>'
        )


class BreadcrumbsTests:
    def test_leads_back_step_by_step(self):
        page = shown('{% breadcrumbs "/forum/" "Forum" "/b/" name %}', name="A & B")
        assert '<li><a href="/forum/" dir="auto">Forum</a></li>' in page
        assert '<li><a href="/b/" dir="auto">A &amp; B</a></li>' in page
        html5lib.HTMLParser(strict=True).parseFragment(page)
