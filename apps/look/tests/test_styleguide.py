import re
from collections import Counter
from pathlib import Path

import html5lib
import pytest

pytestmark = pytest.mark.django_db
CSS = Path(__file__).resolve().parents[3] / "static" / "css"


@pytest.fixture
def page(client, settings):
    settings.DEBUG = True
    return client.get("/styleguide/").content.decode()


class StyleguideTests:
    def test_is_for_debug_only(self, client):
        assert client.get("/styleguide/").status_code == 404

    def test_parses_strictly_and_has_unique_ids(self, page):
        html5lib.HTMLParser(strict=True).parse(page)
        ids = Counter(re.findall(r'\sid="([^"]*)"', page))
        assert [name for name, count in ids.items() if count > 1] == []

    def test_shows_no_class_that_no_stylesheet_knows(self, page):
        styled = set(
            re.findall(
                r"\.([a-z][\w-]*)", "".join(p.read_text() for p in CSS.iterdir())
            )
        )
        shown = {
            name
            for names in re.findall(r'class="([^"]*)"', page)
            for name in names.split()
        }
        pygments = re.compile(r"[a-z][a-z0-9]?[0-9]?")
        plain = {
            "comments",
            "helptext",
            "errorlist",
            "prose",
            "nonfield",
            "p",
            "n",
            "o",
        }
        assert {n for n in shown - styled - plain if not pygments.fullmatch(n)} == set()

    def test_field_names_its_help_and_its_error(self, page):
        field = re.search(r"<input[^>]*id_title[^>]*>", page)[0]
        assert 'aria-describedby="id_title_helptext id_title_error"' in field
        assert 'aria-invalid="true"' in field
        assert 'id="id_title_helptext"' in page
        assert 'id="id_title_error"' in page
