"""One name, three places: of an address, of its view and of its template."""

import re

import pytest

from tests.addresses import ROOT, addresses

PAGES = [address for address in addresses() if not address.is_of_django]
TEMPLATES = {
    path.relative_to(folder).as_posix(): path
    for folder in ROOT.glob("apps/*/templates")
    for path in folder.rglob("*.html")
}
# Frames that pages extend, the pages of errors (Django looks for them by number),
# and what takes the place of a template of Django's or of another package's.
FRAME = re.compile(r"(.+/)?base\.html|\d\d\d\.html|errors/.+|mail/.+|.+/mail/.+")
OVERRIDES = re.compile(r"(admin|django|flatpages|registration)/.+")
INCLUDES = re.compile(r"""\{%\s*include\s+["']([^"']+)["']""")


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
class NameTests:
    def test_view_is_named_like_its_address(self, address):
        assert address.name.rpartition(":")[2] == address.view_name

    def test_view_is_a_function(self, address):
        """Or a class that changes a little of one of Django's whole pages."""
        bases = getattr(address.view, "__mro__", ())
        ours = [base for base in bases if base.__module__.startswith("apps.")]
        ships = [
            base for base in bases if base.__module__.startswith("django.contrib.")
        ]
        assert address.is_function or (len(ours) == 1 and ships)

    def test_template_is_named_like_its_view(self, address):
        app = address.file.parts[1]
        wanted = f"{app}/{address.view_name}.html"
        assert set(address.templates) <= {wanted}

    def test_view_says_what_it_does(self, address):
        assert address.view.__doc__, "Its docstring says what the page shows or does."


def test_template_that_is_no_page_begins_with_an_underscore():
    shown = {name for address in addresses() for name in address.templates}
    pages = {name for name in TEMPLATES if not re.search(r"(^|/)_", name)}
    frames = {n for n in pages if FRAME.fullmatch(n) or OVERRIDES.fullmatch(n)}
    assert pages - frames - shown == set()


def test_only_templates_with_an_underscore_are_included():
    included = {
        name
        for path in TEMPLATES.values()
        for name in INCLUDES.findall(path.read_text())
    }
    assert {name for name in included if "/_" not in name} == set()
