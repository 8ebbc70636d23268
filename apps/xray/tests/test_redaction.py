"""Nothing secret reaches the store, wherever in a request it stands."""

import json
from datetime import date
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.xray import redaction
from apps.xray.models import Trace

SECRETS = {
    "cookie": "sugar-cookie-value",
    "authorization": "Basic-dXNlcjpwYXNz",
    "header": "unknown-header-value",
    "query": "typed-into-a-search",
    "token": "c2x-9f86d081884c7d659a2feaa0c55ad015",
    "mail": "ada@example.org",
}


class SecretsTests:
    def stored(self):
        return "".join(map(str, Trace.objects.values_list()))

    def test_of_a_request(self, xray):
        xray.client.cookies["taste"] = SECRETS["cookie"]
        path = f"/wide/?q={SECRETS['query']}&mail={SECRETS['mail']}&page=2"
        headers = {
            "authorization": SECRETS["authorization"],
            "x-api-key": SECRETS["header"],
            "x-forwarded-for": "203.0.113.77",
            "referer": f"http://testserver/reset/?token={SECRETS['token']}",
        }
        _, trace = xray(path, headers=headers)
        stored = self.stored()
        for secret in (*SECRETS.values(), "203.0.113.77", "a-guest-who-came-back"):
            assert secret not in stored
        assert {"name": "page", "value": "2"}.items() <= trace["request"]["query"][
            2
        ].items()
        names = [cookie["name"] for cookie in trace["request"]["cookies"]]
        assert set(names) == {"taste", "xray"}

    def test_of_an_address(self, xray):
        _, trace = xray(f"/reset/MQ/{SECRETS['token']}/")
        assert trace["request"]["path"] == "/reset/…/…/"
        assert SECRETS["token"] not in self.stored()
        _, trace = xray(f"/nowhere/{SECRETS['token']}/{SECRETS['mail']}/")
        assert trace["request"]["path"] == "/nowhere/…/…/"
        assert SECRETS["mail"] not in self.stored()

    @pytest.mark.parametrize(
        "secret", ["8f14e45fceea", "ada@example.org", "a secret", "x" * 70]
    )
    def test_of_a_parameter_that_is_only_a_name(self, xray, secret):
        _, trace = xray(f"/wide/?{quote(secret)}")
        stored = self.stored()
        assert secret not in stored
        assert quote(secret) not in stored
        (row,) = trace["request"]["query"]
        assert (row["name"], row["value"], row["redacted"]) == ("…", None, True)

    def test_of_an_address_names_that_are_words_stay(self, xray):
        _, trace = xray("/wide/?is_open&last_login__date__gte2=x&page=3")
        names = [row["name"] for row in trace["request"]["query"]]
        assert names == ["is_open", "last_login__date__gte2", "page"]

    def test_of_a_form(self, xray):
        sent = {"name": "too long a name", "password": "my-pass-word", "size": "x"}
        client = Client(enforce_csrf_checks=True)
        token = client.get("/form/").cookies["csrftoken"].value
        client.cookies["xray"] = "another-guest-who-came-back"
        _, trace = xray(
            "/form/", "post", client, data=sent | {"csrfmiddlewaretoken": token}
        )
        stored = self.stored()
        for secret in (*list(sent.values())[:2], token):
            assert secret not in stored
        (form,) = trace["forms"]
        assert form["class"] == "apps.xray.tests.specimens.Sorter"
        assert form["valid"] is False
        assert [(f["name"], f["errors"]) for f in form["fields"]] == [
            ("name", ["max_length"]),
            ("password", []),
            ("size", ["invalid"]),
        ]
        fields = {f["name"]: f["length"] for f in trace["request"]["body"]["fields"]}
        assert fields["password"] == len(sent["password"])

    def test_of_a_context(self, xray):
        response, trace = xray("/secrets/")
        stored = self.stored()
        for text in (
            "pw-in-a-",
            "key-in-a-",
            "token-in-a-",
            "someone",
            "4111111111111111",
        ):
            assert text in response.content.decode() or text == "someone"
            assert text not in stored
        names = [n["name"] for n in trace["templates"]["contexts"][0]["names"]]
        assert {"password", "api_key", "nested"} <= set(names)

    def test_of_events(self, xray):
        _, trace = xray("/events/")
        stored = self.stored()
        assert "top secret" not in stored
        assert "the text of a message" not in stored
        assert "an argument" not in stored
        assert "Composed of GET" not in stored
        assert "8f14e45fceea167a5a36dedd4bea2543" not in stored
        calls = [(c["call"], c["key"], c["hit"]) for c in trace["cache"]["calls"]]
        assert calls == [
            ("clear", None, None),
            ("get", "greeting:…", False),
            ("set", "greeting", None),
            ("get_or_set", "greeting", None),
        ]
        assert [(m["level"], m["tags"]) for m in trace["messages"]] == [(20, "calm")]
        said = [log["message"] for log in trace["logs"] if log["logger"] == "specimens"]
        assert said == ["A constant of the source, %s", None]
        (signal,) = (s for s in trace["signals"] if "hear" in str(s["receivers"]))
        assert signal["sender"] == "Sorter"

    def test_of_errors(self, xray):
        for path in "/broken/", "/broken-template/", "/missing/":
            xray(path)
        assert "hunter-two" not in self.stored()
        assert "secret in a property" not in self.stored()
        assert "no such secret" not in self.stored()

    def test_of_a_member(self, xray):
        person = get_user_model().objects.create_user("grace", "grace@example.org")
        client = Client()
        client.force_login(person)
        _, trace = xray("/wide/", client=client)
        assert trace["request"]["who"] in {"member", None}
        assert "grace" not in self.stored()
        assert client.cookies["sessionid"].value not in self.stored()


class SQLTests:
    @pytest.mark.parametrize(
        ("sql", "kept"),
        [
            ("SELECT * FROM t WHERE a = %s", "SELECT * FROM t WHERE a = %s"),
            ("WHERE name = 'O''Hara' AND b = 'x'", "WHERE name = '…' AND b = '…'"),
            # Two databases read these in two ways; in neither a text is shown.
            (r"WHERE name = 'a\'b' OR c = 'd' LIMIT 1", "WHERE name = '…' LIMIT 1"),
            (r"WHERE a = 'x\' OR b = 'secret'", "WHERE a = '…'"),
            ("WHERE a = 0xdeadbeef AND b = X'beef'", "WHERE a = … AND b = X'…'"),
            ("SELECT $$secret$$, $x$se$$cret$x$", "SELECT '…', '…'"),
            ("SELECT 1 /* secret */ -- secret\nFROM t", "SELECT 1  \nFROM t"),
            ("WHERE card = 4111111111111111", "WHERE card = …"),
            (
                'SELECT "forum_topic"."id" LIMIT 21',
                'SELECT "forum_topic"."id" LIMIT 21',
            ),
        ],
    )
    def test_what_is_written_into_it_is_hidden(self, sql, kept):
        assert redaction.sql(sql, "postgresql") == kept

    def test_double_quotes_are_texts_for_mysql(self):
        assert redaction.sql('WHERE a = "secret"', "mysql") == 'WHERE a = "…"'


class PathTests:
    @pytest.mark.parametrize(
        ("path", "kept"),
        [
            ("/forum/topics/42/", "/forum/topics/42/"),
            ("/robots.txt", "/robots.txt"),
            ("/members/Ada.Lovelace/", "/members/…/"),
            ("/x/9f86d081884c7d65/", "/x/…/"),
            ("/card/4111111111111111/", "/card/…/"),
        ],
    )
    def test_of_no_pattern(self, path, kept):
        assert redaction.path(path) == kept

    @pytest.mark.parametrize(
        ("pattern", "arguments", "path", "kept"),
        [
            ("go/<str:token>/", {"token": "a:ü"}, "/go/a%3A%C3%BC/", "/go/…/"),
            ("go/<str:token>/", {"token": "a:ü"}, "/go/a:\xc3\xbc/", "/go/…/"),
            ("go/<str:token>/", {"token": "a:ü"}, "/go/a:ü/", "/go/…/"),
            ("go/<str:token>/", {"token": "123456"}, "/go/123456/", "/go/…/"),
            ("on/<day:day>/", {"day": date(1980, 1, 2)}, "/on/19800102/", "/on/…/"),
            ("on/<slug:a>-<int:b>/", {"a": "x-y", "b": 3}, "/on/x-y-3/", "/on/…-…/"),
            ("a/<int:pk>.json", {"pk": 7}, "/a/7.json", "/a/7.json"),
            (r"^go/(?P<token>.+)/$", {"token": "a:ü"}, "/go/a%3A%C3%BC/", "/go/…/"),
            (r"^go/(?:.+)/$", {}, "/go/S3cret/", "/go/…/"),
        ],
    )
    def test_argument_is_hidden_in_whatever_letters_it_came(
        self, pattern, arguments, path, kept
    ):
        match = SimpleNamespace(route=pattern, captured_kwargs=arguments, args=())
        assert redaction.path(path, match) == kept

    def test_what_may_be_kept_stays_as_it_was_written(self):
        match = SimpleNamespace(route="say/<str:q>/", captured_kwargs={}, args=())
        assert redaction.path("/say%20/", match) != "/say%20/"
        assert redaction.path("/say/%37/", match) == "/say/%37/"

    @pytest.mark.parametrize("name", ["code", "otp", "resetCode", "pin", "api_key"])
    def test_number_that_opens_something_is_no_plain_number(self, name):
        assert redaction.argument(name, "123456")["value"] is None
        assert redaction.argument(name, 123456)["value"] is None

    @pytest.mark.parametrize("name", ["page", "pinned", "country", "tangent", "pk"])
    def test_number_by_another_name_is_kept(self, name):
        assert redaction.argument(name, "12")["value"] == "12"

    def test_who_signs_in_by_an_address(self):
        assert (
            redaction.url("https://ada:secret@example.org/") == "https://example.org/"
        )

    def test_address_of_another_place(self):
        url = "https://example.org/a/TOKEN123/?next=secret&page=3"
        assert redaction.url(url) == "https://example.org/a/…/?next=…&page=3"
        assert redaction.url("/plain/") == "/plain/"


class HeaderTests:
    def test_never_even_if_a_setting_allows_it(self, settings):
        settings.XRAY_ALLOWED_HEADERS = ["Cookie", "X-Own"]
        shown = redaction.header("Cookie", "a=b", set())
        assert (shown["value"], shown["length"]) == (None, 3)
        assert redaction.header("X-Own", "yes", set())["value"] == "yes"

    @pytest.mark.parametrize(
        ("name", "value", "allowed", "kept"),
        [
            ("Forwarded", "for=203.0.113.7", redaction.REQUEST_HEADERS, None),
            (
                "Content-Disposition",
                'attachment; filename="ada@example.org.pdf"',
                redaction.RESPONSE_HEADERS,
                "attachment; …",
            ),
            ("Content-Disposition", "inline", redaction.RESPONSE_HEADERS, "inline"),
        ],
    )
    def test_that_names_somebody(self, name, value, allowed, kept):
        assert redaction.header(name, value, allowed)["value"] == kept

    def test_nonce_of_a_policy(self):
        policy = "script-src 'nonce-abc123' 'self'"
        shown = redaction.header("Content-Security-Policy", policy, set())
        assert shown["value"] == "script-src 'nonce-…' 'self'"

    @pytest.mark.parametrize(
        ("address", "kept"),
        [
            ("203.0.113.7", "203.0.113.*"),
            ("127.0.0.1", "127.0.0.1"),
            ("2001:db8:1:2::3", "2001:db8:1:*"),
            ("::ffff:203.0.113.7", "203.0.113.*"),
            ("unix:", None),
        ],
    )
    def test_address_without_its_end(self, address, kept):
        assert redaction.address(address) == kept


def test_key_of_a_cache_without_mail():
    key = redaction.cache_key("tries:ada@example.org:login")
    assert key == "tries:…:login"


def test_value_says_its_length_and_that_it_is_hidden():
    assert redaction.value("a", "Grüße") == {
        "name": "a",
        "type": "str",
        "value": None,
        "length": 7,
        "redacted": True,
    }
    json.dumps(redaction.value("b", object()))
