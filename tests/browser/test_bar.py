"""The bar on top of every page, on a telephone: what a moderator has more of fits, too."""

import pytest

from apps.forum.management.commands.load_demo import PASSWORD

from .person import Person

LINES = """elements => elements
    .map(element => element.getBoundingClientRect())
    .map(({ top, height }) => top + height / 2)
    .sort((a, b) => a - b)
    .filter((middle, i, all) => !i || middle - all[i - 1] > 12)
    .length"""
LINES_OF_TEXT = """element => {
    const words = document.createRange();
    words.selectNodeContents(element.firstChild);
    return new Set([...words.getClientRects()].map(({ top }) => top)).size;
}"""


@pytest.fixture
def visitor(chromium, development, artifacts):
    telephone = {"viewport": {"width": 360, "height": 740}}
    with Person(chromium, development, artifacts, **telephone) as person:
        yield person


def sign_in(person, name):
    person.open("/accounts/login/")
    person.fill("Username", name)
    person.fill("Password", PASSWORD)
    person.press("Sign in")
    person.page.wait_for_url("**/")


class BarTests:
    @pytest.mark.parametrize(("name", "most"), [("lin", 1), ("ada", 2)])
    def test_takes_few_lines(self, visitor, name, most):
        sign_in(visitor, name)
        visitor.open("/forum/")
        visitor.picture(f"bar of {name}")
        links = visitor.page.locator(".bar__row :is(a, summary):visible")
        assert links.evaluate_all(LINES) <= most

    def test_a_large_number_beside_the_bell_stays_on_one_line(self, visitor):
        sign_in(visitor, "ada")
        visitor.open("/forum/")
        number = visitor.page.locator(".bell__number")
        number.evaluate("element => { element.firstChild.data = '99+'; }")
        assert number.evaluate(LINES_OF_TEXT) == 1
