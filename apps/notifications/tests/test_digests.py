from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.models import User
from apps.accounts.tests.letters import read
from apps.look.models import QueuedTask
from apps.notifications import digests
from apps.notifications.models import Notification, Preference
from apps.notifications.preference import next_morning

from .make import make_user, tell

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """Let the whole site believe that it is another moment."""

    class Clock:
        now = WEDNESDAY

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.now)
    return Clock


@pytest.fixture
def ada(clock):
    return make_user("ada", time_zone="Asia/Tokyo")


def weekly(*members, **fields):
    """Tell of something whose letter waits for Monday."""
    tell(*members, kind="watched", **fields)
    return read()


def housekeeping():
    digests.send_due()
    return read()


@pytest.mark.parametrize(
    ("zone", "after", "morning"),
    [
        ("UTC", "2026-11-18T12:00", "2026-11-23T08:00"),
        ("Asia/Tokyo", "2026-11-18T12:00", "2026-11-22T23:00"),
        ("Pacific/Honolulu", "2026-11-18T12:00", "2026-11-23T18:00"),
        ("UTC", "2026-11-23T07:59", "2026-11-23T08:00"),
        ("UTC", "2026-11-23T08:00", "2026-11-30T08:00"),
        # The clocks of Berlin go forward on the Sunday before.
        ("Europe/Berlin", "2026-03-27T12:00", "2026-03-30T06:00"),
    ],
)
def test_next_morning(zone, after, morning):
    after = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_morning(ZoneInfo(zone), after)
    assert found == datetime.fromisoformat(morning).replace(tzinfo=UTC)


class DigestTests:
    def test_comes_on_the_members_own_monday_morning(self, ada, clock):
        assert weekly(ada) == []
        clock.now = MONDAY - timedelta(hours=1, minutes=1)
        assert housekeeping() == []
        clock.now += timedelta(minutes=1)  # eight o'clock in Tokyo
        (letter,) = housekeeping()
        assert letter.to == ["ada@example.org"]
        assert "Your week: 1 notice" in letter.subject

    def test_comes_once_however_often_housekeeping_runs(self, ada, clock):
        weekly(ada)
        clock.now = MONDAY
        assert len(housekeeping()) == 1
        for _ in range(5):
            clock.now += timedelta(minutes=1)
            assert housekeeping() == []

    def test_holds_all_of_the_week_in_one_letter(self, ada, clock):
        for name in "kofi", "lin", "mei":
            weekly(ada, actor=make_user(name))
        clock.now = MONDAY
        (letter,) = housekeeping()
        (html, _), *_ = letter.alternatives
        for name in "kofi", "lin", "mei":
            assert f"{name} waved" in letter.body
            assert f"<bdi>{name}</bdi> waved" in html

    def test_what_comes_later_waits_for_the_next(self, ada, clock):
        weekly(ada)
        clock.now = MONDAY
        housekeeping()
        weekly(ada, actor=make_user("lin"))
        clock.now += timedelta(days=6, hours=22)
        assert housekeeping() == []
        clock.now += timedelta(hours=2)
        (letter,) = housekeeping()
        assert "1 notice" in letter.subject
        assert "lin" in letter.body

    def test_what_was_read_is_no_letter(self, ada, clock):
        weekly(ada)
        ada.notifications.all().read_by(ada)
        clock.now = MONDAY
        assert housekeeping() == []

    def test_what_was_hidden_is_no_letter(self, ada, clock):
        eve = make_user("eve")
        weekly(ada, actor=eve)
        weekly(ada, actor=make_user("lin"))
        User.objects.filter(pk=eve.pk).update(bio="secret")
        clock.now = MONDAY
        (letter,) = housekeeping()
        assert "eve" not in letter.body

    def test_only_hidden_is_no_letter(self, ada, clock):
        weekly(ada, actor=make_user(bio="secret"))
        clock.now = MONDAY
        assert housekeeping() == []

    def test_who_stopped_it_meanwhile_gets_none(self, ada, clock):
        weekly(ada)
        Preference.of(User.objects.get(pk=ada.pk)).stop("weekly")
        clock.now = MONDAY
        assert housekeeping() == []

    def test_nothing_is_queued_for_whom_nothing_waits(self, ada, clock):
        clock.now = MONDAY
        digests.send_due()
        assert not QueuedTask.objects.exists()

    def test_whoever_moved_west_is_not_woken(self, ada, clock):
        weekly(ada)
        User.objects.filter(pk=ada.pk).update(time_zone="America/New_York")
        clock.now = MONDAY - timedelta(hours=1)  # Sunday evening there
        assert housekeeping() == []
        clock.now = MONDAY + timedelta(hours=13)
        assert len(housekeeping()) == 1

    def test_not_twice_a_week_for_whoever_travels(self, ada, clock):
        weekly(ada)
        clock.now = MONDAY - timedelta(hours=1)
        assert len(housekeeping()) == 1
        User.objects.filter(pk=ada.pk).update(time_zone="Pacific/Honolulu")
        weekly(User.objects.get(pk=ada.pk))
        clock.now = MONDAY + timedelta(days=1)
        assert housekeeping() == []

    def test_site_that_was_down_on_monday_sends_it_later(self, ada, clock):
        weekly(ada)
        clock.now = MONDAY + timedelta(days=2)
        assert len(housekeeping()) == 1

    def test_same_name_when_it_is_sent_again(self, ada, clock):
        weekly(ada)
        clock.now = MONDAY
        digests.send_due()
        (first,) = read()
        Notification.objects.update(mailed_at=None)  # as if it had not been noted
        QueuedTask.objects.filter(task_path__endswith="send_digest").update(
            status="READY"
        )
        (second,) = read()
        names = {letter.message()["Message-ID"] for letter in (first, second)}
        assert names == {f"<digest-2026-W48.{ada.pk}@testserver>"}

    def test_more_than_a_letter_holds(self, ada, clock, monkeypatch):
        monkeypatch.setattr("apps.notifications.letters.MOST", 2)
        for _ in range(3):
            weekly(ada)
        clock.now = MONDAY
        (letter,) = housekeeping()
        assert "2+ notices" in letter.subject
        assert "There is more" in letter.body
        clock.now += timedelta(days=7)
        assert housekeeping() == []

    def test_what_was_hidden_takes_no_room(self, ada, clock, monkeypatch):
        monkeypatch.setattr("apps.notifications.letters.MOST", 2)
        for name in "lin", "kofi":
            weekly(ada, actor=make_user(name))
        for number in range(7):
            clock.now += timedelta(minutes=1)
            weekly(ada, actor=make_user(f"eve{number}", bio="secret"))
        clock.now = MONDAY
        (letter,) = housekeeping()
        assert "2 notices" in letter.subject
        assert "lin waved" in letter.body
        assert "kofi waved" in letter.body

    def test_what_was_mailed_at_once_is_not_told_again(self, ada, clock):
        tell(ada)
        (letter,) = read()
        Preference.objects.filter(member=ada).delete()
        Preference.objects.create(member=ada, mention="weekly", digest_at=clock.now)
        clock.now = MONDAY
        assert "waved at you" in letter.body
        assert housekeeping() == []
