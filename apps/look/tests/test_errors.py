import html5lib
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from apps.look import errors
from apps.look.middleware import refuse_large

pytestmark = pytest.mark.django_db


def fail_with(error):
    def view(request):
        raise error

    return view


def read_form(request):
    return request.POST and None


def wait(request):
    return errors.too_many_requests(request, "Too many tries.", seconds=301)


urlpatterns = [
    path("400/", fail_with(SuspiciousOperation("odd"))),
    path("403/", fail_with(PermissionDenied("This board is for its group."))),
    path("413/", read_form),
    path("429/", wait),
    path("500/", fail_with(ZeroDivisionError("the detail"))),
    path("503/", fail_with(OperationalError("the detail"))),
    path("503/closed/", fail_with(InterfaceError("the detail"))),
    path("", include("myweb.urls")),
]
handler400 = "apps.look.errors.bad_request"
handler403 = "apps.look.errors.permission_denied"
handler404 = "apps.look.errors.page_not_found"
handler500 = "apps.look.errors.server_error"

PAGES = {
    "/400/": (400, "We could not read this request"),
    "/403/": (403, "This board is for its group."),
    "/404/": (404, "There is nothing at this address"),
    "/429/": (429, "Too many tries."),
    "/500/": (500, "Something broke, and it is our fault"),
    "/503/": (503, "The database does not answer"),
    "/503/closed/": (503, "The database does not answer"),
}


@pytest.fixture(autouse=True)
def failing_addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", PAGES)
class ErrorPageTests:
    def test_says_what_happened(self, client, address):
        response = client.get(address)
        status, words = PAGES[address]
        assert response.status_code == status
        assert words in response.content.decode()
        assert "the detail" not in response.content.decode()

    def test_parses_strictly(self, client, address):
        html5lib.HTMLParser(strict=True).parse(client.get(address).content.decode())

    def test_shows_the_id_of_the_request(self, client, address):
        response = client.get(address)
        assert f"<code>{response['X-Request-ID']}</code>" in response.content.decode()

    def test_asks_the_database_nothing(
        self, client, address, django_assert_num_queries
    ):
        client.get("/404/")
        with django_assert_num_queries(0):
            client.get(address)

    def test_is_kept_by_nobody(self, client, address):
        assert "X-Accel-Expires" not in client.get(address)


class BrokenDatabaseTests:
    @pytest.mark.parametrize("address", ["/400/", "/500/", "/503/"])
    def test_page_of_a_member_needs_no_database(
        self, client, address, django_assert_num_queries
    ):
        client.force_login(get_user_model().objects.create_user("ada"))
        with django_assert_num_queries(0):
            client.get(address)

    def test_says_when_to_come_back(self, client):
        assert client.get("/503/")["Retry-After"] == "30"

    @pytest.mark.django_db(databases=[])
    def test_is_503_wherever_the_database_fails(self, client, monkeypatch):
        """Here in the context processor, before any page of ours has begun."""

        def away():
            raise OperationalError("connection refused")

        monkeypatch.setattr("apps.look.identity.current", away)
        assert client.get("/nothing/").status_code == 503


class RequestTests:
    def test_far_too_large_is_refused_unread(self, rf, settings):
        settings.REQUEST_MAX_SIZE = 1024
        request = rf.post("/", b"x" * 1025, content_type="multipart/form-data")
        request.read = request._stream = None  # whoever reads it fails
        response = refuse_large(lambda request: None)(request)
        assert response.status_code == 413
        assert "1.0\xa0KB at once" in response.text
        assert "choose it again" in response.text
        assert refuse_large(lambda request: "read")(rf.post("/", {"a": 1})) == "read"

    @pytest.mark.parametrize(
        ("length", "status"),
        [("9" * 5000, 413), ("-1", 200), ("ten", 200), ("", 200), ("8388609", 413)],
    )
    def test_length_is_a_number_or_nothing(self, rf, length, status):
        request = rf.generic("POST", "/", CONTENT_LENGTH=length)
        layer = refuse_large(lambda request: HttpResponse())
        assert layer(request).status_code == status

    def test_nginx_has_the_same_limit(self, settings):
        limits = (settings.BASE_DIR / "deploy/nginx/limits.conf").read_text()
        megabytes = settings.REQUEST_MAX_SIZE // 1024**2
        assert f"client_max_body_size {megabytes}m;" in limits

    def test_too_large_is_413(self, client, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        response = client.post(
            "/413/", "text=" + "x" * 100, "application/x-www-form-urlencoded"
        )
        assert response.status_code == 413
        assert "10\xa0bytes" in response.content.decode()
        assert response["X-Request-ID"] in response.content.decode()

    def test_too_many_fields_is_400(self, client, settings):
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
        response = client.post("/413/", {"a": 1, "b": 2, "c": 3})
        assert response.status_code == 400

    def test_too_many_requests_says_when_to_try_again(self, client):
        response = client.get("/429/")
        assert response["Retry-After"] == "301"
        assert "Try again in 6 minutes." in response.content.decode()

    def test_wrong_host_is_400(self, client):
        response = client.get("/", headers={"host": "evil.example"})
        assert response.status_code == 400
        assert "evil.example" not in response.content.decode()


class CSRFFailureTests:
    def test_says_that_nothing_was_changed(self):
        client = Client(enforce_csrf_checks=True)
        response = client.post("/theme/", {"theme": "dark"})
        assert response.status_code == 403
        assert "Nothing was changed." in response.content.decode()
        assert response["X-Request-ID"] in response.content.decode()

    def test_hands_back_the_shortest_words(self):
        client = Client(enforce_csrf_checks=True)
        assert "Thanks!" in client.post("/theme/", {"text": "Thanks!"}).text

    def test_hands_back_what_was_typed_but_no_secret(self):
        long, secret = "What I thought about for half an hour. " * 2, "x" * 60
        client = Client(enforce_csrf_checks=True)
        response = client.post("/theme/", {"text": long, "new_password1": secret})
        assert long in response.text
        assert secret not in response.text


def test_page_without_a_request_id_still_answers():
    """A request that met no middleware of ours has none."""
    request = RequestFactory().get("/")
    assert errors.bad_request(request, SuspiciousOperation()).status_code == 400
