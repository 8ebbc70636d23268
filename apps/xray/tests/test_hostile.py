"""What goes wrong, and what is too much: true, bounded, redacted, and never in the way."""

import gc
import json

import pytest
from django.http import HttpResponse

from apps.xray import pieces, queries, rendering, servers, trace
from apps.xray.models import Trace
from apps.xray.state import running

from . import conftest, specimens


class ErrorTests:
    def test_500_tells_the_class_and_the_line(self, xray):
        response, found = xray("/broken/")
        assert response.status_code == 500
        assert response.content == b"Something went wrong."
        assert found["error"]["type"] == "builtins.RuntimeError"
        assert found["error"]["status"] == 500
        assert found["error"]["trail"][-1]["function"] == "broken"
        assert found["view"]["result"] == "RuntimeError"
        assert found["response"]["status"] == 500

    def test_template_error_tells_the_line_of_the_template(self, xray):
        response, found = xray("/broken-template/")
        assert response.status_code == 500
        assert found["error"]["type"] == "builtins.ValueError"
        where = found["error"]["template"]
        name = found["templates"]["sources"][where["template"]]["name"]
        assert (name, where["line"]) == ("specimens/broken.html", 2)
        assert where["tag"] == "wrong.thing"

    def test_template_error_in_debug_still_has_its_page(self, xray, settings):
        """Django's page of errors shows the line; the patch must not take it away."""
        settings.DEBUG = True
        response, _ = xray("/broken-template/")
        assert b"Error during template rendering" in response.content

    def test_404_of_a_view(self, xray):
        response, found = xray("/missing/")
        assert response.status_code == 404
        assert found["error"]["type"] == "django.http.response.Http404"
        assert found["view"]["name"] == "missing"

    def test_error_page_that_fails_too_leaves_the_answer_to_a_layer(
        self, xray, monkeypatch
    ):
        """Django asks each layer for an error page, from the inside to the outside."""
        tried = []

        def handler500(request):
            tried.append(request)
            if len(tried) < 3:
                raise LookupError("the error page needs what is not there")
            return HttpResponse("At last.", status=500)

        monkeypatch.setattr(specimens, "handler500", handler500)
        response, found = xray("/broken/")
        assert response.content == b"At last."
        assert [layer["path"] for layer in found["middleware"]] == conftest.LAYERS
        *_, messages, inner = found["middleware"]
        for layer in inner, messages:
            assert layer["start"] <= layer["end"] <= found["duration"]
        assert inner["headers"]["added"] == []
        assert [h["name"] for h in messages["headers"]["added"]] == ["Content-Type"]
        assert (
            found["middleware"][1]["headers"]["added"][0]["name"] == "X-Frame-Options"
        )
        assert all(hop["end"] is not None for hop in found["hops"][1:])

    def test_request_after_an_error_begins_afresh(self, xray):
        xray("/broken-template/")
        _, found = xray("/plain/")
        assert found["error"] is None
        assert found["queries"]["count"] == 0


class OtherAnswerTests:
    def test_redirect(self, xray):
        response, found = xray("/form/", "post", data={"name": "Ada", "password": "x"})
        assert response.status_code == found["response"]["status"] == 302
        location = {h["name"]: h["value"] for h in found["response"]["headers"]}
        assert location["Location"] == "/plain/"
        assert found["forms"][0]["valid"] is True

    def test_not_modified(self, xray):
        _, found = xray("/unchanged/")
        assert found["response"]["status"] == 304
        assert found["response"]["length"] == 0

    def test_file(self, xray):
        response, found = xray("/file/")
        assert response.body == b"x" * 10_000
        assert found["response"]["kind"] == "file"
        assert found["response"]["length"] == 10_000

    def test_head(self, xray):
        response, found = xray("/pages/hello/", "head")
        assert response.content == b""
        assert found["request"]["method"] == "HEAD"
        assert found["response"]["length"] == int(response["Content-Length"])


class TooMuchTests:
    def test_page_of_ten_megabytes(self, xray):
        response, found = xray("/large/")
        assert len(response.content) > 10_000_000
        (row,) = Trace.objects.all()
        assert len(row.document) <= trace.LIMIT
        assert found["response"]["length"] == len(response.content)
        cut = {each["part"]: each for each in found["left_out"]}
        assert cut["page.pieces"]["kept"] == len(found["page"]["pieces"])
        assert cut["page.pieces"]["of"] > cut["page.pieces"]["kept"]
        # What is there is still true.
        for offset, length, _, _, kind in found["page"]["pieces"][:50]:
            if kind == "variable":
                assert response.content[offset : offset + length] == b"y" * 1000

    def test_five_thousand_queries(self, xray):
        _, found = xray("/many/")
        assert found["queries"]["count"] == 5_000
        assert found["queries"]["kept"] == queries.MOST
        (group,) = found["queries"]["groups"]
        assert group["count"] == 5_000
        assert group["kind"] == "n+1"
        (row,) = Trace.objects.all()
        assert len(row.document) <= trace.LIMIT
        cut = {each["part"]: each["of"] for each in found["left_out"]}
        assert cut["queries.rows"] == 5_000

    @pytest.mark.parametrize("size", [100, 5_000, 50_000])
    def test_bound_holds_and_says_what_was_cut(self, size):
        rows = [{"sql": "x" * 40, "n": n} for n in range(size)]
        found = {"queries": {"rows": rows}, "left_out": [], "url": None}
        text = trace.bounded(found)
        assert len(text) <= trace.LIMIT
        kept = json.loads(text)
        if len(kept["queries"]["rows"]) < size:
            (cut,) = kept["left_out"]
            assert cut["part"] == "queries.rows"
            assert (cut["kept"], cut["of"]) == (len(kept["queries"]["rows"]), size)


class HarmlessTests:
    """Whatever goes wrong inside X-ray, the page comes."""

    def test_recording_that_cannot_begin(self, xray, monkeypatch, caplog):
        def fail(environ):
            raise KeyError("a server like no other")

        monkeypatch.setattr(servers, "look", fail)
        assert xray.client.get("/plain/").content == b"plain"
        assert "could not be recorded" in caplog.text
        assert not Trace.objects.exists()

    def test_things_in_a_context_are_not_woken(self, rf):
        class Thing:
            def __getattribute__(self, name):
                raise AssertionError(f"somebody asked for {name}")

            def __len__(self):
                raise AssertionError("somebody counted")

        assert rendering.described(Thing()) == (
            f"{__name__}.{Thing.__qualname__}",
            None,
        )

    def test_nothing_of_a_request_stays_behind(self, xray):
        """Notes that wait for the collector of garbage would slow the next requests."""

        def count():
            # By type(): isinstance() would wake what is lazy, in other tests' requests.
            return sum(
                issubclass(type(each), pieces.Piece) for each in gc.get_objects()
            )

        xray("/pages/hello/")
        gc.collect()
        before = count()
        gc.disable()
        try:
            xray("/pages/hello/")
            after = count()
        finally:
            gc.enable()
        assert after <= before
        assert not running
