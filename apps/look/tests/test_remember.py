from datetime import UTC, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from apps.look.templatetags import remember


@pytest.fixture
def page():
    """A page that shows more than it says, so that one can see what is kept."""
    text = (
        "{% load remember %}{% remember name %}{{ name }} {{ other }}{% endremember %}"
    )
    template = Template(text)
    return lambda **values: template.render(Context(values))


def test_same_values_are_rendered_once(page):
    assert page(name="Ada", other="first") == "Ada first"
    assert page(name="Ada", other="second") == "Ada first"


def test_other_values_are_another_part(page):
    page(name="Ada", other="first")
    assert page(name="Lin", other="second") == "Lin second"


def test_two_places_do_not_mix():
    text = "{% load remember %}{% remember 1 %}a{% endremember %}{% remember 1 %}b{% endremember %}"
    assert Template(text).render(Context()) == "ab"


def test_another_time_zone_is_another_part(page):
    page(name="Ada", other="here")
    with timezone.override("Asia/Tokyo"):
        assert page(name="Ada", other="there") == "Ada there"


def test_another_day_is_another_part(page, monkeypatch):
    page(name="Ada", other="today")
    tomorrow = datetime(2100, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(remember, "localdate", lambda: tomorrow.date())
    assert page(name="Ada", other="tomorrow") == "Ada tomorrow"


def test_it_does_not_grow_for_ever(page, monkeypatch):
    monkeypatch.setattr(remember, "MOST", 2)
    for name in ["Ada", "Lin", "Mei"]:
        page(name=name, other="first")
    assert page(name="Ada", other="second") == "Ada second"


def test_wants_a_value():
    with pytest.raises(TemplateSyntaxError, match="Write {% remember"):
        Template("{% load remember %}{% remember %}x{% endremember %}")
