import json
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Departure, User
from apps.look.models import QueuedTask
from apps.look.queue import Worker
from apps.notifications import chores, own_data
from apps.notifications.models import Notification, Preference, recount, visible

from .make import make_user, tell

pytestmark = pytest.mark.django_db


def unread(*members):
    """Give what the badge says, and check that it is what there is."""
    numbers = []
    for member in members:
        member.refresh_from_db()
        assert member.unread_count == member.notifications.unread().count()
        numbers.append(member.unread_count)
    return numbers


def posted():
    return QueuedTask.objects.filter(task_path__endswith="post_notices").count()


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def lin():
    return make_user("lin")


class TellTests:
    def test_each_has_a_notice_and_a_number(self, ada, lin):
        tell(ada, lin)
        tell(ada)
        assert unread(ada, lin) == [2, 1]

    def test_nobody_is_told_of_their_own_doing(self, ada, lin):
        tell(ada, lin, actor=ada)
        assert unread(ada, lin) == [0, 1]

    def test_told_once(self, ada, lin):
        for _ in range(3):
            tell(ada, actor=lin)
        assert unread(ada) == [1]
        assert posted() == 1

    def test_what_was_read_is_not_told_again(self, ada, lin):
        tell(ada, actor=lin)
        ada.notifications.all().read_by(ada)
        tell(ada, actor=lin)
        assert unread(ada) == [0]

    def test_more_personal_kind_wins(self, ada, lin):
        tell(ada, actor=lin, kind="watched")
        tell(ada, actor=lin, kind="mention")
        tell(ada, actor=lin, kind="topic")
        assert ada.notifications.get().kind == "mention"
        assert unread(ada) == [1]

    def test_more_personal_kind_is_unread_again(self, ada, lin):
        tell(ada, actor=lin, kind="watched")
        ada.notifications.all().read_by(ada)
        tell(ada, actor=lin, kind="mention")
        assert unread(ada) == [1]
        assert posted() == 2

    @pytest.mark.parametrize(
        "state",
        [
            {"confirmed_at": None},
            {"approved_at": None},
            {"is_active": False},
            {"deleted_at": timezone.now()},
            {"block": "entry"},
        ],
        ids=lambda state: next(iter(state)),
    )
    def test_who_cannot_come_is_not_told(self, state):
        member = make_user(**state)
        assert tell(member) == []
        assert unread(member) == [0]

    def test_whoever_may_not_sign_in_is_told_of_what_concerns_them(self):
        member = make_user(block="entry")
        tell(member, event="act", kind="moderation")
        assert unread(member) == [1]

    def test_block_that_has_ended_is_none(self):
        ended = timezone.now() - timedelta(minutes=1)
        member = make_user(block="entry", blocked_until=ended)
        tell(member)
        assert unread(member) == [1]

    def test_who_may_not_write_is_told(self):
        member = make_user(block="write")
        tell(member)
        assert unread(member) == [1]

    def test_somebody_who_is_not_there_is_left_out(self, ada):
        Notification.objects.tell("wave", ada.pk, {ada.pk + 99: "mention"}, ada)
        assert not Notification.objects.exists()

    def test_queries_do_not_grow(self, django_assert_max_num_queries):
        members, actor = [make_user() for _ in range(40)], make_user()
        with django_assert_max_num_queries(8):  # two of them a savepoint
            tell(*members, actor=actor)
        assert Notification.objects.count() == 40

    def test_saving_an_old_row_counts_nothing_back(self, ada):
        old = User.objects.get(pk=ada.pk)
        tell(ada)
        old.bio = "New words"
        old.save()
        assert unread(ada) == [1]
        assert ada.bio_html


class GatherTests:
    def gather(self, ada, *people, count=None):
        Notification.objects.gather(
            "clap", ada.pk, ada, people[:2], len(people) if count is None else count
        )

    def test_says_who_they_are(self, ada):
        people = [make_user(name) for name in ("kofi", "lin", "mei", "noor", "omar")]
        said = []
        for number in range(1, 6):
            self.gather(ada, *people[:number])
            (notice,) = visible(list(ada.notifications.all()), ada)
            said.append(notice.sentence)
        assert said == [
            "kofi clapped on “a hill”",
            "kofi and lin clapped on “a hill”",
            "kofi, lin and 1 other clapped on “a hill”",
            "kofi, lin and 2 others clapped on “a hill”",
            "kofi, lin and 3 others clapped on “a hill”",
        ]
        assert unread(ada) == [1]

    def test_more_of_them_make_it_unread_again(self, ada, lin):
        self.gather(ada, lin)
        ada.notifications.all().read_by(ada)
        self.gather(ada, make_user(), lin)
        assert unread(ada) == [1]

    def test_fewer_of_them_do_not(self, ada, lin):
        self.gather(ada, lin, make_user())
        ada.notifications.all().read_by(ada)
        self.gather(ada, lin)
        assert unread(ada) == [0]
        assert ada.notifications.get().who == ["lin"]

    @pytest.mark.parametrize("is_read", [True, False])
    def test_nobody_left_is_no_notice(self, ada, lin, is_read):
        self.gather(ada, lin)
        if is_read:
            ada.notifications.all().read_by(ada)
        self.gather(ada)
        assert unread(ada) == [0]
        assert not Notification.objects.exists()

    def test_own_doing_is_no_news(self, ada):
        self.gather(ada, ada)
        assert unread(ada) == [0]

    def test_letter_waits_for_others(self, ada, lin):
        self.gather(ada, lin)
        task = QueuedTask.objects.get(task_path__endswith="post_notices")
        assert task.run_after > timezone.now() + timedelta(minutes=5)


class ReadTests:
    def test_counted_once(self, ada):
        tell(ada)
        tell(ada)
        assert ada.notifications.all().read_by(ada) == 2
        assert ada.notifications.all().read_by(ada) == 0
        assert unread(ada) == [0]

    def test_nobody_elses(self, ada, lin):
        tell(ada, lin)
        Notification.objects.all().read_by(lin)
        assert unread(ada, lin) == [1, 0]

    def test_number_of_the_row_at_hand_follows(self, ada):
        tell(ada)
        ada.refresh_from_db()
        ada.notifications.all().read_by(ada)
        assert ada.unread_count == 0


class WithdrawTests:
    def test_only_what_is_unread_counts(self, ada, lin):
        actor = make_user()
        tell(ada, lin, actor=actor)
        tell(ada)
        lin.notifications.all().read_by(lin)
        Notification.objects.about("wave", actor.pk).withdraw()
        assert unread(ada, lin) == [1, 0]

    def test_several_of_one_member(self, ada):
        tell(ada)
        tell(ada)
        tell(ada)
        Notification.objects.all().withdraw()
        assert unread(ada) == [0]


class VisibleTests:
    def test_hidden_target_is_left_out(self, ada, lin):
        tell(ada, actor=lin)
        tell(ada, actor=make_user(bio="secret"))
        shown = visible(list(Notification.objects.all()), ada)
        assert [notice.actor for notice in shown] == [lin]

    def test_event_of_an_app_that_is_gone(self, ada):
        tell(ada)
        Notification.objects.update(event="no-more")
        assert visible(list(Notification.objects.all()), ada) == []

    def test_html_of_a_sentence_is_escaped(self, ada):
        person = make_user("eve", display_name="<b>Eve</b> {who}")
        tell(ada, actor=person)
        (notice,) = visible(list(Notification.objects.all()), ada)
        assert notice.sentence_in_html == (
            "<bdi>&lt;b&gt;Eve&lt;/b&gt; {who}</bdi> waved at you from "
            '<bdi class="news__title">&lt;b&gt;Eve&lt;/b&gt; {who}</bdi>'
        )


class PruneTests:
    def test_what_was_read_long_ago_goes(self, ada):
        tell(ada)
        tell(ada)
        ada.notifications.all().read_by(ada)
        old = ada.notifications.first()
        Notification.objects.filter(pk=old.pk).update(
            read_at=timezone.now() - chores.KEEP_READ - timedelta(minutes=1)
        )
        chores.prune()
        assert ada.notifications.count() == 1

    def test_what_waits_for_a_year_is_taken_as_read(self, ada, lin):
        tell(ada, lin)
        year = timezone.now() - chores.KEEP_UNREAD - timedelta(minutes=1)
        Notification.objects.update(created_at=year)
        tell(ada)
        chores.prune()
        assert unread(ada, lin) == [1, 0]

    def test_recount_mends_what_was_written_past_the_verbs(self, ada, lin):
        tell(ada)
        User.objects.update(unread_count=7)
        recount(User.objects.all())
        assert unread(ada, lin) == [1, 0]


class LeavingTests:
    def test_erased_member_leaves_no_notice(self, ada, lin):
        tell(ada, lin, actor=make_user())
        Preference(member=ada, mention="never").save()
        departure = Departure.objects.begin(ada, Departure.Content.STAYS)
        Worker(batch=True).loop()
        assert ada.notifications.exists()  # for a return
        departure.perform()
        assert not ada.notifications.exists()
        assert not Preference.objects.exists()
        assert unread(ada, lin) == [0, 1]

    def test_closed_account_is_told_nothing(self, ada):
        Departure.objects.begin(ada, Departure.Content.STAYS)
        assert tell(ada) == []

    def test_whoever_left_is_named_so(self, ada, lin):
        tell(ada, actor=lin)
        User.objects.filter(pk=lin.pk).update(deleted_at=timezone.now())
        (notice,) = visible(list(ada.notifications.all()), ada)
        assert notice.sentence.startswith("deleted member waved")


class OwnDataTests:
    def test_what_was_told_and_may_be_seen(self, ada, lin):
        tell(ada, actor=lin)
        tell(ada, actor=make_user("eve", bio="secret"))
        files = {name: "".join(pieces) for name, pieces in own_data.notices(ada)}
        assert "lin waved at you" in files["notices.md"]
        assert "eve" not in "".join(files.values())
        (row,) = json.loads(files["notices.json"])
        assert (row["kind"], row["read_at"]) == ("mention", None)
        assert json.loads(files["mail.json"])["mention"] == "now"

    def test_bites_leave_nothing_out(self, ada, monkeypatch):
        monkeypatch.setattr(own_data, "BITE", 2)
        for _ in range(5):
            tell(ada)
        assert len(list(own_data.told(ada))) == 5
