import re

import pytest
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import get_resolver

from apps.look import logs, middleware

KEPT = "X-Accel-Expires"


class RequestIdTests:
    def answer(self, rf, **environ):
        def view(request):
            return HttpResponse(f"{request.id} {logs.request_id.get()}")

        return middleware.request_id(view)(rf.get("/", **environ))

    def test_id_of_nginx_is_kept_and_told(self, rf):
        given = "0123456789abcdef" * 2
        response = self.answer(rf, REQUEST_ID=given)
        assert response["X-Request-ID"] == given
        assert response.content.decode() == f"{given} {given}"
        assert logs.request_id.get() == ""

    @pytest.mark.parametrize("given", ["", "x", "A" * 32, "a" * 33, "a" * 32 + "\n"])
    def test_without_one_or_with_nonsense_it_makes_one(self, rf, given):
        response = self.answer(rf, REQUEST_ID=given)
        assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])
        assert response["X-Request-ID"] != given

    def test_client_cannot_choose_it(self, rf):
        chosen = "a" * 32
        response = self.answer(
            rf, headers={"x-request-id": chosen, "request-id": chosen}
        )
        assert response["X-Request-ID"] != chosen

    def test_error_leaves_no_id_behind(self, rf):
        def view(request):
            raise RuntimeError

        with pytest.raises(RuntimeError):
            middleware.request_id(view)(rf.get("/"))
        assert logs.request_id.get() == ""


class GuestCacheTests:
    def answer(self, request, **headers):
        response = HttpResponse("page", headers=headers)
        return middleware.guest_cache(lambda request: response)(request)

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_page_of_a_guest_may_be_kept(self, rf, method):
        response = self.answer(getattr(rf, method)("/"))
        assert response[KEPT] == "1"
        assert "Cache-Control" not in response

    @pytest.mark.parametrize("name", ["sessionid", "messages", "theme"])
    def test_page_of_somebody_is_private(self, rf, name):
        request = rf.get("/")
        request.COOKIES[name] = ""
        response = self.answer(request)
        assert KEPT not in response
        assert response["Cache-Control"] == "private"

    def test_somebody_elses_cookie_changes_nothing(self, rf):
        request = rf.get("/")
        request.COOKIES["analytics"] = "1"
        assert self.answer(request)[KEPT] == "1"

    def test_page_that_sets_a_cookie_is_private(self, rf):
        def view(request):
            response = HttpResponse()
            response.set_cookie("seen", "1")
            return response

        response = middleware.guest_cache(view)(rf.get("/"))
        assert KEPT not in response
        assert response["Cache-Control"] == "private"

    @pytest.mark.parametrize("method", ["post", "put", "options"])
    def test_answer_to_anything_but_reading_is_not_kept(self, rf, method):
        assert KEPT not in self.answer(getattr(rf, method)("/"))

    @pytest.mark.parametrize("status", [301, 302, 404, 403, 500, 503])
    def test_only_a_page_is_kept(self, rf, status):
        response = HttpResponse(status=status)
        kept = middleware.guest_cache(lambda request: response)(rf.get("/"))
        assert KEPT not in kept

    def test_what_a_view_says_itself_holds(self, rf):
        request = rf.get("/")
        request.COOKIES["sessionid"] = "x"
        told = {"Cache-Control": "public, max-age=31536000, immutable"}
        response = self.answer(request, **told)
        assert response["Cache-Control"] == told["Cache-Control"]
        assert KEPT not in response

    def test_stream_is_passed_on_unread(self, rf):
        def chunks():
            yield b"a"
            raise AssertionError("read too early")

        response = StreamingHttpResponse(chunks())
        response = middleware.guest_cache(lambda request: response)(rf.get("/"))
        assert response[KEPT] == "1"
        assert next(iter(response)) == b"a"


@pytest.mark.django_db
class WholeChainTests:
    """With every layer of the settings, as a browser meets it."""

    @pytest.fixture
    def page(self, client, monkeypatch):
        """Let a view take the home page's place; give a function that reads it."""

        def read(view):
            monkeypatch.setattr(get_resolver().url_patterns[0], "callback", view)
            return client.get("/")

        return read

    def test_plain_page_is_kept(self, page):
        assert page(lambda request: HttpResponse())[KEPT] == "1"

    def test_page_with_a_form_is_not(self, page):
        response = page(lambda request: HttpResponse(get_token(request)))
        assert KEPT not in response
        assert "csrftoken" in response.cookies

    def test_page_that_writes_the_session_is_not(self, page):
        def view(request):
            request.session["x"] = 1
            return HttpResponse()

        response = page(view)
        assert KEPT not in response
        assert "sessionid" in response.cookies

    def test_page_that_only_asks_who_reads_is_kept(self, page):
        response = page(lambda request: HttpResponse(str(request.user)))
        assert response[KEPT] == "1"
        assert not response.cookies

    def test_page_with_a_message_is_not(self, page):
        def view(request):
            messages.info(request, "Saved.")
            return HttpResponse()

        assert KEPT not in page(view)

    def test_second_visit_with_the_form_cookie_is_the_same_page(self, client, page):
        client.cookies["csrftoken"] = "a" * 32
        assert page(lambda request: HttpResponse())[KEPT] == "1"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/members/a%00b/", "/pages/%00/", "/%00"])
def test_address_with_nul_is_refused(client, address):
    assert client.get(address).status_code == 400


class Explain405Tests:
    def test_wrong_method_gets_a_page(self, client):
        response = client.get("/accounts/logout/")
        assert response.status_code == 405
        assert "POST" in response["Allow"]
        assert "only takes what a button sends" in response.text
