"""The pages that say what went wrong: Django's and nginx's, on the real stack."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .walking import IS_TOO_WIDE, SIZES

ADDRESSES = {
    404: "/nowhere/",
    400: "/members/%00/",
    414: "/" + "a" * 9_000,
}
SEND_WITHOUT_TOKEN = """() => {
  document.body.innerHTML = "<form method=post action=/accounts/login/></form>";
  document.forms[0].submit();
}"""


@pytest.fixture(params=["light", "dark"])
def page(request, chromium, production):
    context = chromium.new_context(
        base_url=production, color_scheme=request.param, viewport=SIZES["phone"]
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("status", [404, 400, 414])
def test_error_page_is_for_everybody(page, status):
    response = page.goto(ADDRESSES[status])
    assert response.status == status
    check(page)


def test_refused_form_is_for_everybody(page):
    page.goto("/accounts/login/")
    with page.expect_navigation() as navigation:
        page.evaluate(SEND_WITHOUT_TOKEN)
    assert navigation.value.status == 403
    check(page)


def check(page):
    assert page.locator("h1").count() == 1
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert not page.evaluate(IS_TOO_WIDE), "wider than the screen"
