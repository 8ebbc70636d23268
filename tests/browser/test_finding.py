"""What pages say to machines passes a real browser's content security policy."""

import json

BLOCK = "script[type='application/ld+json']"
# Before any script of the page: tell of whatever the policy refuses.
LISTEN = """window.refused = [];
document.addEventListener("securitypolicyviolation", event => {
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
});"""


def test_policy_lets_data_pass_and_no_script(chromium, production):
    """JSON-LD is data: the policy is not asked, though it allows no inline script."""
    page = chromium.new_page(base_url=production)
    page.add_init_script(LISTEN)
    page.goto("/forum/topics/")
    page.locator(".topic__title a").first.click()
    facts = json.loads(page.locator(BLOCK).text_content())
    assert facts["@type"] == "DiscussionForumPosting"
    assert facts["headline"] == page.locator("h1").text_content()
    assert page.evaluate("window.refused") == []
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.head.append(script);
        }"""
    )
    page.wait_for_function("window.refused.length > 0")
    assert page.evaluate("window.ran") is None
    page.close()
