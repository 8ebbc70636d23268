from collections import Counter

import pytest

from apps.xray import elements
from apps.xray.models import Trace

from .test_pages import opened


class ElementListTests:
    def test_each_line_with_what_it_made(self, xray):
        _, trace = opened(xray, "/pages/hello/", "elements/")
        shown = Counter()
        for template in elements.by_template(trace, True):
            for line in template["lines"]:
                for each in line["tags"]["shown"]:
                    shown[each["tag"]] += each["count"]
                    # A tag that changes what is inside of it, or has kept it, made all of it.
                    is_whole = (
                        "{% spaceless" in line["text"] or "{% cache" in line["text"]
                    )
                    assert is_whole or f"<{each['tag']}" in line["text"]
        recorded = Counter(e[0] for e in trace["page"]["elements"] if e[2] is not None)
        assert shown == recorded

    def test_without_source(self, xray):
        _, trace = xray("/pages/hello/")
        for template in elements.by_template(trace, False):
            assert all(line["text"] is None for line in template["lines"])

    def test_page_has_an_end(self, xray, monkeypatch):
        monkeypatch.setattr(elements, "MOST_LINES", 3)
        _, trace = xray("/pages/hello/")
        shown = elements.by_template(trace, True)
        assert sum(len(template["lines"]) for template in shown) == 3


class AddressTests:
    """Where the page can be looked at once more; only if the trace knows all of it."""

    @pytest.mark.parametrize("path", ["/wide/", "/rows/", "/wide/?page=2&page=3"])
    def test_page(self, xray, settings, path):
        settings.XRAY_ALLOWED_VALUES = ["page"]
        text, trace = opened(xray, path, "elements/")
        assert elements.address(trace) == path
        assert 'data-page="/' in text

    @pytest.mark.parametrize(
        "path",
        [
            "/pages/hello/", "/wide/?q=private", "/missing/", "/file/", "/stream/",
            "/broken/", "/plain/",
        ],
    )  # fmt: skip
    def test_none(self, xray, path):
        _, trace = xray(path)
        assert elements.address(trace) is None

    def test_post(self, xray):
        _, trace = xray("/form/", "post", data={})
        assert elements.address(trace) is None

    def test_cannot_lead_elsewhere(self, xray):
        _, trace = xray("/wide/")
        trace["request"]["path"] = "//elsewhere.example/"
        assert elements.address(trace) == "/elsewhere.example/"

    def test_not_of_a_lesson(self, xray):
        _, trace = xray("/wide/")
        Trace.objects.get().keep_for_lessons()
        text = xray.client.get(f"/xray/{trace['id']}/elements/").content.decode()
        assert "data-page" not in text

    def test_copy_leaves_no_trace_and_is_the_same_page(self, xray):
        first, _ = xray("/wide/")
        copy = xray.client.get("/wide/", headers={"X-Xray": "copy"})
        assert Trace.objects.count() == 1
        assert copy.content.count(b"<") == first.content.count(b"<")
