from datetime import UTC, datetime

import pytest
from django.db.models.functions import TruncDate
from django.http import HttpResponse
from django.utils import timezone

from apps.accounts.middleware import time_zone
from apps.accounts.models import User

from .make import make_user

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)


class Request:
    """A request whose person says that it was asked for."""

    def __init__(self, user, cookie=True):
        self.person, self.asked = user, False
        self.COOKIES = {"sessionid": "x"} if cookie else {}

    @property
    def user(self):
        self.asked = True
        return self.person


def shown_to(request, show=lambda: timezone.localtime(NEW_YEAR).isoformat()):
    """Give what a view shows within this request."""
    return time_zone(lambda request: HttpResponse(show()))(request).content.decode()


class TimeZoneTests:
    @pytest.mark.parametrize(
        ("zone", "shown"),
        [
            ("Asia/Tokyo", "2027-01-01T12:00:00+09:00"),
            ("America/New_York", "2026-12-31T22:00:00-05:00"),
            ("", "2027-01-01T03:00:00+00:00"),
            ("Mars/Phobos", "2027-01-01T03:00:00+00:00"),
        ],
    )
    def test_member_reads_the_own_time(self, zone, shown):
        assert shown_to(Request(make_user(time_zone=zone))) == shown

    def test_summer_is_an_hour_later(self):
        summer = datetime(2027, 7, 1, 3, 0, tzinfo=UTC)
        request = Request(make_user(time_zone="Europe/Berlin"))

        assert shown_to(request, lambda: timezone.localtime(summer).hour) == "5"

    def test_database_counts_the_member_s_days(self):
        user = make_user(time_zone="America/New_York", joined_at=NEW_YEAR)

        def day():
            return User.objects.values_list(TruncDate("joined_at"), flat=True).get()

        assert shown_to(Request(user), day) == "2026-12-31"

    def test_next_reader_is_not_affected(self):
        shown_to(Request(make_user(time_zone="Asia/Tokyo")))

        assert timezone.get_current_timezone_name() == "UTC"

    def test_page_without_times_looks_nobody_up(self):
        request = Request(make_user())

        shown_to(request, lambda: "no time")

        assert not request.asked

    def test_guest_is_not_looked_up(self):
        request = Request(None, cookie=False)

        assert shown_to(request) == "2027-01-01T03:00:00+00:00"
        assert not request.asked
