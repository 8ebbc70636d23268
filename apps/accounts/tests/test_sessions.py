from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts import agents, sessions
from apps.accounts.models import Session

from .make import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SESSIONS = "/accounts/sessions/"
OTHERS = "/accounts/sessions/end-others/"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.fixture
def ada():
    return make_user("ada")


def sign_in(name="ada", password=PASSWORD, **headers):
    """Sign in as a person does, in a browser of its own."""
    client = Client(**headers)
    fields = {"username": name, "password": password}
    assert client.post("/accounts/login/", fields).status_code == 302
    return client


def session_of(client):
    return Session.objects.get(pk=client.session.session_key)


def is_signed_in(client):
    return client.get(SESSIONS).status_code == 200


def age(session, **ago):
    then = timezone.now() - timedelta(**ago)
    Session.objects.filter(pk=session.pk).update(last_seen_at=then)


class SessionStoreTests:
    def test_session_knows_who_signed_in_where(self, ada):
        phone = sign_in(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.77")

        session = session_of(phone)
        assert session.user == ada
        assert session.browser == "Firefox on Android"
        assert session.address == "203.0.113.*"

    def test_session_of_a_visitor_is_nobody_s(self, client):
        session = client.session
        session["seen"] = True
        session.save()

        assert session_of(client).user is None

    def test_session_is_noted_once_an_hour(self, ada):
        client = sign_in()
        session = session_of(client)

        age(session, minutes=59)
        before = session_of(client).last_seen_at
        client.get("/forum/")
        assert session_of(client).last_seen_at == before

        age(session, minutes=61)
        client.get("/forum/", REMOTE_ADDR="198.51.100.9")
        seen = session_of(client)
        assert timezone.now() - seen.last_seen_at < timedelta(minutes=1)
        assert seen.address == "198.51.100.*"
        assert seen.created_at == session.created_at

    def test_note_is_the_only_query_more(self, ada):
        client = sign_in()
        client.get("/theme/")
        with CaptureQueriesContext(connection) as usual:
            client.get("/theme/")
        age(session_of(client), hours=2)
        with CaptureQueriesContext(connection) as noted:
            client.get("/theme/")

        assert len(usual) == 2  # the session and the member
        assert len(noted) == 3
        assert noted.captured_queries[-1]["sql"].startswith("UPDATE")

    def test_guest_page_asks_for_no_session(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/theme/")

    def test_new_password_leaves_this_session_alone_and_its_age(self, ada):
        here, there = sign_in(), sign_in()
        begun = session_of(here).created_at
        new = "another kettle marches"
        fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

        here.post("/accounts/password/", fields)

        assert session_of(here).created_at == begun
        ada.refresh_from_db()
        assert Session.objects.signed_in(ada) == [session_of(here)]
        assert not is_signed_in(there)

    def test_signing_out_leaves_no_session(self, ada):
        client = sign_in()
        client.post("/accounts/logout/")

        assert not Session.objects.exists()

    def test_session_ended_in_the_middle_of_a_request_stays_ended(self, ada):
        client = sign_in()
        session = client.session
        session["late"] = True
        Session.objects.all().delete()

        with pytest.raises(sessions.db.UpdateError):
            session.save()

    def test_expired_sessions_are_pruned(self, ada):
        sign_in()
        living = session_of(sign_in())
        expired = Session.objects.exclude(pk=living.pk)
        expired.update(expire_date=timezone.now() - timedelta(seconds=1))

        assert Session.objects.signed_in(ada) == [living]
        sessions.prune()
        assert list(Session.objects.all()) == [living]


class SessionListTests:
    def test_visitor_is_asked_to_sign_in(self, client):
        assert client.get(SESSIONS)["Location"] == f"/accounts/login/?next={SESSIONS}"

    def test_each_browser_is_shown_and_this_one_marked(self, ada):
        sign_in(HTTP_USER_AGENT=FIREFOX)
        here = sign_in()
        stranger = sign_in(make_user("lin").username)

        page = here.get(SESSIONS).content.decode()

        assert page.count('class="session"') == 2
        assert page.count("this one") == 1
        assert "Firefox on Android" in page
        assert session_of(stranger).mark not in page

    def test_page_does_not_give_the_keys_away(self, ada):
        sign_in()
        here = sign_in()

        page = here.get(SESSIONS).content.decode()

        assert not any(key in page for key in Session.objects.values_list("pk", flat=1))

    def test_queries_do_not_grow_with_sessions(self, ada):
        here = sign_in()
        with CaptureQueriesContext(connection) as few:
            here.get(SESSIONS)
        for _ in range(5):
            sign_in()
        with CaptureQueriesContext(connection) as many:
            here.get(SESSIONS)

        assert len(few) == len(many) == 3

    def test_opening_it_ends_nothing(self, ada):
        here, there = sign_in(), sign_in()
        assert here.get(OTHERS).status_code == 405
        assert here.get(f"{SESSIONS}{session_of(there).mark}/end/").status_code == 405
        assert is_signed_in(there)


class SessionEndTests:
    def address(self, client):
        return f"{SESSIONS}{session_of(client).mark}/end/"

    def test_one_browser_is_signed_out(self, ada):
        here, there, third = sign_in(), sign_in(), sign_in()

        response = here.post(self.address(there), follow=True)

        assert "Signed out: An unknown browser." in response.content.decode()
        assert not is_signed_in(there)
        assert is_signed_in(third)

    def test_this_one_too(self, ada):
        here = sign_in()

        assert here.post(self.address(here))["Location"] == "/"
        assert not is_signed_in(here)

    def test_stranger_s_session_is_not_found(self, ada):
        theirs = sign_in(make_user("lin").username)

        assert sign_in().post(self.address(theirs)).status_code == 404
        assert is_signed_in(theirs)

    def test_visitor_is_asked_to_sign_in(self, client, ada):
        there = sign_in()

        assert "/accounts/login/" in client.post(self.address(there))["Location"]
        assert is_signed_in(there)

    def test_form_from_elsewhere_is_refused(self, ada):
        here, there = sign_in(), sign_in()
        forged = Client(enforce_csrf_checks=True)
        forged.cookies = here.cookies

        assert forged.post(OTHERS).status_code == 403
        assert is_signed_in(there)


class SessionEndOthersTests:
    def test_only_this_browser_stays(self, ada):
        here, there = sign_in(), sign_in()
        stranger = sign_in(make_user("lin").username)

        here.post(OTHERS)

        assert is_signed_in(here)
        assert not is_signed_in(there)
        assert is_signed_in(stranger)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/128.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        ("", "An unknown browser"),
        ("curl/8.5.0 <script>\0" * 1000, "An unknown browser"),
    ],
)
def test_agent_in_words(agent, words):
    assert agents.in_words(agent) == words


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("203.0.113.77", "203.0.113.*"),
        ("2001:db8:7:1::5", "2001:db8:7:*"),
        ("::ffff:203.0.113.77", "203.0.113.*"),
        ("::1", "0:0:0:*"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_address_without_its_end(address, short):
    assert sessions.shortened(address) == short
