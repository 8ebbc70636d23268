import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User

from .make import PASSWORD, make_crowd, make_user

pytestmark = pytest.mark.django_db

USERS = "/admin/accounts/user/"
# An index of only those few is read from end to end, which is as well.
WHOLE_TABLE = re.compile(
    r"Seq Scan|SCAN accounts_user(?! USING INDEX accounts_user_(staff|inactive))"
)
SORT = re.compile(r"(?<!Incremental )Sort  |TEMP B-TREE")


@pytest.fixture
def grace():
    return make_user("grace", is_staff=True, is_superuser=True)


@pytest.fixture
def back_office(client, grace):
    """A client whose person may do everything."""
    client.force_login(grace)
    return client


@pytest.fixture
def clerk(client):
    """A client whose person may change members, and is no superuser."""
    user = make_user("clerk", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_user", "change_user", "add_user"])
    )
    client.force_login(user)
    return client


def names(response):
    return [user.username for user in response.context["cl"].result_list]


class DoorTests:
    def test_staff_enter_by_address_too(self, client, grace):
        assert 'maxlength="254"' in client.get("/admin/login/").content.decode()

        response = client.post(
            "/admin/login/?next=/admin/",
            {"username": "Grace@example.org", "password": PASSWORD},
        )

        assert response["Location"] == "/admin/"

    def test_member_stays_outside(self, client):
        make_user("ada")

        response = client.post(
            "/admin/login/?next=/admin/", {"username": "ada", "password": PASSWORD}
        )

        assert response.status_code == 200
        assert "_auth_user_id" not in client.session


class ListTests:
    def test_newest_come_first(self, back_office):
        make_user("ada")

        assert names(back_office.get(USERS)) == ["ada", "grace"]

    @pytest.mark.parametrize("query", ["AD", "ad", "ada@EXAMPLE", "ada@example.org"])
    def test_beginning_of_a_name_or_an_address_is_found(self, back_office, query):
        make_user("Ada")
        make_user("lada")

        assert names(back_office.get(USERS, {"q": query})) == ["Ada"]

    @pytest.mark.parametrize("query", ["%", "'", '"', "x" * 5_000, "a b"])
    def test_hostile_query_finds_nobody(self, back_office, query):
        response = back_office.get(USERS, {"q": query})

        assert response.status_code == 200
        assert names(response) == []

    def test_query_with_a_nul_is_refused(self, back_office):
        page = back_office.get(USERS, {"q": "\0"}).content.decode()

        assert "Null characters are not allowed" in page

    def test_filters_narrow_it_down(self, back_office):
        make_user("ada", is_active=False)
        make_user("old", joined_at=timezone.now() - timedelta(days=30))
        week = timezone.now() - timedelta(days=7)

        staff = back_office.get(USERS, {"is_staff__exact": "1"})
        inactive = back_office.get(USERS, {"is_active__exact": "0"})
        young = back_office.get(USERS, {"joined_at__gte": week.isoformat()})

        assert names(staff) == ["grace"]
        assert names(inactive) == ["ada"]
        assert names(young) == ["ada", "grace"]

    def test_queries_do_not_grow_with_rows(
        self, back_office, django_assert_max_num_queries
    ):
        make_crowd(120)

        with django_assert_max_num_queries(5):
            page = back_office.get(USERS, {"p": "2"}).content.decode()
        assert "122 users" in page


class AddTests:
    filled = {
        "username": "ada",
        "email": "ada@example.org",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    def test_member_is_made(self, back_office):
        assert back_office.get(f"{USERS}add/").status_code == 200

        back_office.post(f"{USERS}add/", self.filled)

        assert User.objects.get(username="ada").check_password(PASSWORD)

    def test_look_alike_is_refused(self, back_office):
        make_user("Ada", email="ADA@example.org")

        response = back_office.post(f"{USERS}add/", self.filled)

        errors = response.context["adminform"].form.errors
        assert set(errors) == {"username", "email"}


class ChangeTests:
    def fields(self, user, **changed):
        """Give what a browser sends back for this person."""
        return {
            "username": user.username,
            "email": user.email,
            "display_name": user.display_name,
            "bio": user.bio,
            "time_zone": user.time_zone,
            "theme": user.theme,
            "is_active": "on",
        } | changed

    def test_name_and_its_key_change_together(self, back_office):
        ada = make_user("ada")
        address = f"{USERS}{ada.pk}/change/"
        assert back_office.get(address).status_code == 200

        back_office.post(address, self.fields(ada, username="Élise", bio="**Hi**"))

        ada.refresh_from_db()
        assert (ada.username, ada.username_key) == ("Élise", "élise")
        assert "<strong>Hi</strong>" in ada.bio_html

    def test_look_alike_is_refused(self, back_office):
        ada = make_user("ada")

        response = back_office.post(
            f"{USERS}{ada.pk}/change/", self.fields(ada, username="GRACE")
        )

        assert "username" in response.context["adminform"].form.errors

    def test_password_is_changed_on_its_own_page(self, back_office):
        ada = make_user("ada")
        address = f"{USERS}{ada.pk}/password/"
        assert back_office.get(address).status_code == 200
        filled = {"password1": "copper lantern", "password2": "copper lantern"}

        back_office.post(address, filled | {"usable_password": "true"})

        ada.refresh_from_db()
        assert ada.check_password("copper lantern")
        assert "copper" not in str(LogEntry.objects.values())

    def test_nobody_is_deleted(self, back_office):
        ada = make_user("ada")

        response = back_office.post(f"{USERS}{ada.pk}/delete/", {"post": "yes"})

        assert response.status_code == 403
        assert User.objects.filter(pk=ada.pk).exists()


class ClerkTests:
    def test_clerk_gives_nobody_powers(self, clerk):
        ada = make_user("ada")

        clerk.post(
            f"{USERS}{ada.pk}/change/",
            ChangeTests().fields(ada, is_staff="on", is_superuser="on", groups="1"),
        )

        ada.refresh_from_db()
        assert not (ada.is_staff or ada.is_superuser)
        assert LogEntry.objects.filter(object_id=str(ada.pk)).exists()

    def test_clerk_cannot_take_over_a_superuser(self, clerk):
        grace = make_user("grace", is_superuser=True, is_staff=True)
        filled = {"password1": "copper lantern", "password2": "copper lantern"}

        change = clerk.post(
            f"{USERS}{grace.pk}/change/", ChangeTests().fields(grace, email="x@x.org")
        )
        password = clerk.post(
            f"{USERS}{grace.pk}/password/", filled | {"usable_password": "true"}
        )

        assert (change.status_code, password.status_code) == (403, 403)
        assert User.objects.get(pk=grace.pk).email == grace.email


@pytest.fixture
def plans(back_office):
    """Ask for lists of a hundred thousand people, and how the database finds them."""
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    make_crowd(100_000, joined_at=timezone.now() - timedelta(days=400))

    def plans(**question):
        with CaptureQueriesContext(connection) as queries:
            assert back_office.get(USERS, question).status_code == 200
        # Its rows and their count; not who is signed in, which every page looks up.
        asked = [
            query["sql"]
            for query in queries.captured_queries
            if re.search(r'FROM "accounts_user"(?!.*"id" = \d+ LIMIT)', query["sql"])
        ]
        assert len(asked) == 2
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute(f"{how} {sql}")
                yield "\n".join(str(row[-1]) for row in cursor.fetchall())

    return plans


class CrowdTests:
    def test_few_are_found_in_an_index_and_many_need_no_sorting(self, plans):
        month = (timezone.now() - timedelta(days=30)).isoformat()

        for question in [
            {"q": "member-4711"},
            {"q": "member-4711@"},
            {"q": "nobody"},
            {"is_staff__exact": "1"},
            {"is_active__exact": "0"},
            {"joined_at__gte": month},
        ]:
            for plan in plans(**question):
                assert not WHOLE_TABLE.search(plan), plan
        for question in [{}, {"p": "3"}, {"o": "0"}, {"o": "-3"}]:
            for plan in plans(**question):
                assert not SORT.search(plan), plan

    def test_count_stops_early(self, back_office):
        make_crowd(1_500)

        page = back_office.get(USERS).content.decode()

        assert "more than 1,000 users" in page
