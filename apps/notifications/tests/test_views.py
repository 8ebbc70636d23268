import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications.letters import token_for
from apps.notifications.models import Notification, Preference

from .make import make_user, tell

pytestmark = pytest.mark.django_db
LIST = "/notifications/"
SETTINGS = "/notifications/settings/"


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def lin():
    return make_user("lin", display_name="Lin <b>&", bio="on the hill")


def number(member):
    return User.objects.get(pk=member.pk).unread_count


class NotificationListTests:
    def test_says_what_happened(self, as_ada, ada, lin):
        tell(ada, actor=lin)
        page = as_ada.get(LIST).content.decode()
        assert "<bdi>Lin &lt;b&gt;&amp;</bdi> waved at you" in page
        assert "on the hill" in page
        assert "Mark as read" in page

    def test_visitor_signs_in_first(self, client):
        assert client.get(LIST).url.startswith("/accounts/login/")

    def test_nobody_elses(self, as_ada, lin):
        tell(lin)
        assert "No notices yet" in as_ada.get(LIST).content.decode()

    def test_only_unread(self, as_ada, ada, lin):
        tell(ada, actor=lin)
        ada.notifications.all().read_by(ada)
        tell(ada, actor=make_user("kofi"))
        page = as_ada.get(f"{LIST}?show=unread").content.decode()
        assert "kofi" in page
        assert "Lin" not in page

    def test_newest_first_and_paged(self, as_ada, ada):
        for count in range(25):
            tell(ada, actor=make_user(f"person{count}"))
        first = as_ada.get(LIST).content.decode()
        names = re.findall(r"<bdi>person(\d+)</bdi> waved", first)
        assert names == [str(count) for count in range(24, 4, -1)]
        older = re.search(r'href="\?(older=[^"]+)"', first)[1].replace("&amp;", "&")
        second = as_ada.get(f"{LIST}?{older}").content.decode()
        assert len(re.findall(r"person\d+</bdi> waved", second)) == 5

    def test_hidden_is_left_out_of_list_and_number(self, as_ada, ada):
        tell(ada, actor=make_user("eve", bio="secret"))
        tell(ada, actor=make_user("kofi"))
        page = as_ada.get(LIST).content.decode()
        assert "eve" not in page
        assert number(ada) == 1

    def test_opening_the_list_reads_nothing(self, as_ada, ada):
        tell(ada)
        as_ada.get(LIST)
        assert number(ada) == 1

    def test_queries_do_not_grow(self, as_ada, ada, django_assert_max_num_queries):
        for _ in range(20):
            tell(ada)
        with django_assert_max_num_queries(5):
            as_ada.get(LIST)


class NotificationDetailTests:
    def test_leads_there_and_is_read(self, as_ada, ada, lin):
        tell(ada, actor=lin)
        response = as_ada.get(f"{LIST}{ada.notifications.get().pk}/")
        assert response.url == "/members/lin/"
        assert number(ada) == 0

    def test_nobody_elses(self, as_ada, ada, lin):
        tell(lin, actor=ada)
        assert as_ada.get(f"{LIST}{lin.notifications.get().pk}/").status_code == 404
        assert number(lin) == 1

    def test_hidden_target_is_not_found(self, as_ada, ada):
        tell(ada, actor=make_user(bio="secret"))
        assert as_ada.get(f"{LIST}{ada.notifications.get().pk}/").status_code == 404


class NotificationReadTests:
    def test_one(self, as_ada, ada, lin):
        tell(ada, actor=lin)
        tell(ada)
        notice = ada.notifications.earliest("pk")
        as_ada.post(f"{LIST}{notice.pk}/read/")
        notice.refresh_from_db()
        assert notice.is_read
        assert number(ada) == 1

    def test_all(self, as_ada, ada):
        tell(ada)
        tell(ada)
        as_ada.post(f"{LIST}read/")
        assert number(ada) == 0

    def test_not_by_a_link(self, as_ada, ada):
        tell(ada)
        assert as_ada.get(f"{LIST}read/").status_code == 405
        pk = ada.notifications.get().pk
        assert as_ada.get(f"{LIST}{pk}/read/").status_code == 405
        assert number(ada) == 1

    def test_nobody_elses(self, as_ada, lin):
        tell(lin)
        pk = lin.notifications.get().pk
        assert as_ada.post(f"{LIST}{pk}/read/").status_code == 404
        assert number(lin) == 1


class BadgeTests:
    def test_number_in_the_header(self, as_ada, ada):
        User.objects.filter(pk=ada.pk).update(unread_count=3)
        page = as_ada.get("/theme/").content.decode()
        assert re.search(r'class="bell__number">3<', page)

    def test_no_number_is_shown_as_none(self, as_ada):
        assert "bell__number" not in as_ada.get("/theme/").content.decode()

    def test_many(self, as_ada, ada):
        User.objects.filter(pk=ada.pk).update(unread_count=12345)
        assert "99+" in as_ada.get("/theme/").content.decode()

    def test_costs_no_query(self, as_ada, ada, django_assert_num_queries):
        as_ada.get("/theme/")
        with django_assert_num_queries(2):  # the session and the member
            as_ada.get("/theme/")
        User.objects.filter(pk=ada.pk).update(unread_count=3)
        with django_assert_num_queries(2):
            as_ada.get("/theme/")

    def test_guest_has_none(self, client):
        assert "bell" not in client.get("/theme/").content.decode()


class PreferenceEditTests:
    def test_choices_are_kept(self, as_ada, ada):
        page = as_ada.get(SETTINGS).content.decode()
        assert page.count('type="radio"') == 18
        sent = dict.fromkeys(Preference.CHOICES, "never") | {"mention": "weekly"}
        as_ada.post(SETTINGS, sent)
        kept = Preference.objects.get()
        assert (kept.member, kept.mention, kept.reply) == (ada, "weekly", "never")
        as_ada.post(SETTINGS, sent | {"reply": "now"})
        assert Preference.objects.get().reply == "now"

    def test_dates_of_the_weekly_letter_stay(self, as_ada, ada):
        Preference.objects.expect_digest([ada])
        due = Preference.objects.get().digest_at
        as_ada.post(SETTINGS, dict.fromkeys(Preference.CHOICES, "weekly"))
        assert Preference.objects.get().digest_at == due

    @pytest.mark.parametrize("value", ["", "daily", "NOW"])
    def test_other_choices_are_refused(self, as_ada, value):
        sent = dict.fromkeys(Preference.CHOICES, "now") | {"mention": value}
        assert as_ada.post(SETTINGS, sent).status_code == 200
        assert not Preference.objects.exists()

    def test_without_an_address_it_says_so(self, as_ada, ada):
        User.objects.filter(pk=ada.pk).update(email="", email_key="")
        assert "Nothing can be mailed" in as_ada.get(SETTINGS).content.decode()


class MailUnsubscribeTests:
    def address(self, ada, choice="mention"):
        token = token_for(ada, choice)
        return reverse("notifications:mail_unsubscribe", args=[token])

    def test_link_shows_a_button_and_changes_nothing(self, client, ada):
        page = client.get(self.address(ada)).content.decode()
        assert "letters when somebody mentions you" in page
        assert "Stop these letters" in page
        assert not Preference.objects.exists()

    def test_one_click_of_a_mail_provider(self, ada):
        """As RFC 8058 has it: no cookie, no session, no token of Django's."""
        provider = Client(enforce_csrf_checks=True)
        sent = {"List-Unsubscribe": "One-Click"}
        response = provider.post(self.address(ada), sent)
        assert response.status_code == 200  # no redirect: they are not followed
        assert Preference.objects.get().mention == "never"
        assert Preference.objects.get().reply == "now"

    def test_weekly_letter(self, client, ada):
        client.post(self.address(ada, "weekly"))
        kept = Preference.objects.get()
        assert (kept.watched, kept.reaction, kept.mention) == ("never", "never", "now")

    def test_twice_is_harmless(self, client, ada):
        for _ in range(2):
            assert client.post(self.address(ada, "weekly")).status_code == 200

    def test_forged_link_does_nothing(self, client, ada):
        address = self.address(ada).replace(f"{ada.pk}-mention", f"{ada.pk}-reply")
        assert client.post(address).status_code == 404
        assert not Preference.objects.exists()

    def test_link_of_a_member_who_left(self, client, ada):
        address = self.address(ada)
        User.objects.filter(pk=ada.pk).update(deleted_at=ada.joined_at)
        assert client.post(address).status_code == 404

    def test_every_other_form_wants_the_token(self, ada):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(ada)
        tell(ada)
        pk = ada.notifications.get().pk
        for path in f"{LIST}read/", f"{LIST}{pk}/read/", SETTINGS:
            assert browser.post(path).status_code == 403
        assert Notification.objects.unread().exists()
