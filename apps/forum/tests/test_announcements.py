from datetime import timedelta

import pytest
from django.utils import timezone

from apps.forum import announcements
from apps.forum.models import Announcement, Dismissal

from .make import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_now():
    announcements.forget()


@pytest.fixture
def as_ada(client):
    client.force_login(make_user("ada"))
    return client


def announce(text="We *move* on Sunday.", hours=(-1, None), **fields):
    since, until = [hour and timezone.now() + timedelta(hours=hour) for hour in hours]
    return Announcement.objects.create(text=text, since=since, until=until, **fields)


def put_away(client, announcement, **form):
    return client.post(f"/forum/announcements/{announcement.pk}/dismiss/", form)


class OnTopTests:
    def test_stands_on_every_page(self, client):
        announce()
        for address in ["/", "/forum/", "/accounts/login/", "/nothing/"]:
            assert "We <em>move</em> on Sunday." in client.get(address).text

    @pytest.mark.parametrize("hours", [(1, None), (1, 2), (-2, -1)])
    def test_not_before_and_not_after(self, client, hours):
        announce(hours=hours)
        assert "Sunday" not in client.get("/").text

    def test_begins_and_ends_without_asking_the_database(
        self, client, django_assert_num_queries
    ):
        soon = announce(hours=(1, 2))
        assert "Sunday" not in client.get("/forum/").text
        announcements.remember(announcements.current(), seconds=3600)
        for one in announcements.current():
            one.since = timezone.now()
        with django_assert_num_queries(1):  # the boards
            assert "Sunday" in client.get("/forum/").text
        assert soon.until

    def test_text_goes_through_the_door(self, client):
        announce("<script>alert(1)</script> [x](javascript:alert(1))")
        page = client.get("/").text
        assert "<script>alert" not in page
        assert 'href="javascript' not in page

    def test_for_members_alone(self, client):
        announce(audience="members")
        assert "Sunday" not in client.get("/").text
        client.force_login(make_user())
        assert "Sunday" in client.get("/").text

    def test_guest_gets_no_form_no_cookie_and_no_query(
        self, client, django_assert_num_queries
    ):
        announce()
        client.get("/forum/")
        with django_assert_num_queries(1):
            response = client.get("/forum/")
        assert "Put it away" not in response.text
        assert "csrf" not in response.text
        assert not response.cookies
        assert response["X-Accel-Expires"] == "1"

    def test_member_s_page_asks_only_while_there_is_one(
        self, as_ada, django_assert_max_num_queries
    ):
        announcements.remember([], seconds=3600)
        as_ada.get("/forum/")
        with django_assert_max_num_queries(3):
            as_ada.get("/forum/")
        announce()
        announcements.forget()
        as_ada.get("/forum/")
        with django_assert_max_num_queries(4):
            as_ada.get("/forum/")


class AnnouncementDismissTests:
    def test_gone_for_this_member_alone(self, client, as_ada):
        announcement = announce()
        response = put_away(as_ada, announcement, next="/forum/topics/")
        assert response["Location"] == "/forum/topics/"
        assert "Sunday" not in as_ada.get("/").text
        client.force_login(make_user())
        assert "Sunday" in client.get("/").text

    def test_another_one_stays(self, as_ada):
        put_away(as_ada, announce())
        announce("Grace is away.")
        announcements.forget()
        page = as_ada.get("/").text
        assert "Grace is away." in page
        assert "Sunday" not in page

    def test_twice_is_once(self, as_ada):
        announcement = announce()
        put_away(as_ada, announcement)
        put_away(as_ada, announcement)
        assert Dismissal.objects.count() == 1

    def test_never_leads_elsewhere(self, as_ada):
        response = put_away(as_ada, announce(), next="https://evil.example/")
        assert response["Location"] == "/"

    def test_guest_is_asked_to_sign_in(self, client):
        response = put_away(client, announce())
        assert response["Location"].startswith("/accounts/login/")

    def test_unknown_is_not_found(self, as_ada):
        assert as_ada.post("/forum/announcements/9/dismiss/").status_code == 404


class AnnouncementAdminTests:
    ADDRESS = "/admin/forum/announcement/"

    def make(self, client, **fields):
        form = {"text": "We move.", "audience": "all", "since_0": "2026-05-20"}
        form |= {"since_1": "12:00", "until_0": "", "until_1": ""}
        return client.post(f"{self.ADDRESS}add/", form | fields)

    @pytest.fixture
    def as_owner(self, client):
        client.force_login(make_user("grace", is_staff=True, is_superuser=True))
        return client

    def test_made_and_seen_at_once(self, as_owner):
        as_owner.get("/")
        assert self.make(as_owner).status_code == 302
        assert "We move." in as_owner.get("/").text

    def test_deleted_and_gone_at_once(self, as_owner):
        announcement = announce()
        assert "Sunday" in as_owner.get("/").text
        address = f"{self.ADDRESS}{announcement.pk}/delete/"
        as_owner.post(address, {"post": "yes"})
        as_owner.get("/forum/")  # which says what was deleted
        assert "Sunday" not in as_owner.get("/forum/").text

    def test_end_before_the_beginning_is_refused(self, as_owner):
        response = self.make(as_owner, until_0="2026-05-19", until_1="12:00")
        assert "would end before it begins" in response.text
        assert not Announcement.objects.exists()
