from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.utils import timezone

from apps.accounts.models import User
from apps.forum import notices
from apps.forum.models import Board, Comment, Reaction, State, Topic, Watch
from apps.look.models import QueuedTask
from apps.look.queue import Worker
from apps.notifications.models import Notification, Preference, visible

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def lin():
    return make_user("lin")


@pytest.fixture
def kofi():
    return make_user("kofi")


@pytest.fixture
def topic(ada):
    return make_topic(author=ada, title="On engines")


def work():
    Worker(batch=True).loop()


def told(member):
    """Give the kinds of what a member was told, the oldest first; check the number."""
    work()
    member.refresh_from_db()
    assert member.unread_count == member.notifications.unread().count()
    return list(member.notifications.order_by("pk").values_list("kind", flat=True))


class MentionTests:
    def test_whoever_is_called_is_told(self, topic, lin, kofi):
        topic.reply(lin, "What do you think, @kofi?")
        assert told(kofi) == ["mention"]
        (notice,) = visible(list(kofi.notifications.all()), kofi)
        assert notice.sentence == "lin mentioned you in “On engines”"
        assert notice.place == topic.comments.get(number=2).place

    def test_in_what_opens_a_topic(self, ada, kofi):
        make_topic(author=ada, text="Ask @kofi.")
        assert told(kofi) == ["mention"]

    def test_not_oneself(self, topic, lin):
        topic.reply(lin, "Says @lin.")
        assert told(lin) == []

    def test_once_in_a_text_that_calls_twice(self, topic, lin, kofi):
        topic.reply(lin, "@kofi @Kofi @KOFI")
        assert told(kofi) == ["mention"]

    def test_not_in_code(self, topic, lin, kofi):
        topic.reply(lin, "`@kofi` and kofi@example.org")
        assert told(kofi) == []

    def test_wins_over_an_answer_and_over_watching(self, topic, ada, lin):
        Watch.objects.choose(ada, "watch", board=topic.board)
        topic.reply(lin, "Hello @ada")
        assert told(ada) == ["mention"]

    def test_added_by_an_edit(self, topic, lin, kofi):
        comment = topic.reply(lin, "What do you think?")
        comment.edit("What do you think, @kofi?")
        assert told(kofi) == ["mention"]

    def test_the_same_again_by_an_edit_is_no_news(self, topic, lin, kofi):
        comment = topic.reply(lin, "@kofi, what do you think?")
        told(kofi)
        kofi.notifications.all().read_by(kofi)
        comment.edit("What do you think, @kofi?")
        comment.edit("What do you think?")
        comment.edit("What do you think, @kofi?")
        assert told(kofi) == ["mention"]
        assert kofi.unread_count == 0

    def test_added_by_an_edit_for_who_watches_already(self, topic, lin, kofi):
        Watch.objects.choose(kofi, "watch", topic=topic)
        comment = topic.reply(lin, "What do you think?")
        assert told(kofi) == ["watched"]
        kofi.notifications.all().read_by(kofi)
        comment.edit("What do you think, @kofi?")
        assert told(kofi) == ["mention"]
        assert kofi.unread_count == 1

    def test_added_to_a_hidden_comment(self, topic, lin, kofi):
        comment = topic.reply(kofi, "What a pity.")
        comment.become(State.HIDDEN)
        Comment.objects.get(pk=comment.pk).edit("What a pity, @lin.", by=make_user())
        comment.edit("What a pity, @lin!")  # found before it was hidden
        lin.refresh_from_db()
        assert lin.unread_count == 0
        Comment.objects.get(pk=comment.pk).become(State.PUBLISHED)
        lin.refresh_from_db()
        assert lin.unread_count == 1

    def test_edit_tells_nobody_else(self, topic, ada, lin):
        comment = topic.reply(lin, "Hello")
        told(ada)
        ada.notifications.all().delete()
        comment.edit("Hello!")
        assert ada.notifications.count() == 0

    def test_not_who_may_not_see_it(self, ada, kofi):
        board = make_board(access=Board.Access.GROUPS)
        topic = make_topic(author=ada, board=board)
        topic.reply(ada, "A secret from @kofi.")
        assert told(kofi) == []

    def test_goes_through_a_mute(self, topic, lin, kofi):
        Watch.objects.choose(kofi, "mute", topic=topic)
        topic.reply(lin, "All the same, @kofi.")
        assert told(kofi) == ["mention"]


class ReplyTests:
    def test_whose_topic_it_is(self, topic, ada, lin):
        topic.reply(lin, "It turns.")
        assert told(ada) == ["reply"]

    def test_not_of_ones_own(self, topic, ada):
        topic.reply(ada, "It turns.")
        assert told(ada) == []

    def test_muted(self, topic, ada, lin):
        Watch.objects.choose(ada, "mute", topic=topic)
        topic.reply(lin, "It turns.")
        assert told(ada) == []

    def test_on_a_muted_board(self, topic, ada, lin):
        Watch.objects.choose(ada, "mute", board=topic.board)
        topic.reply(lin, "It turns.")
        assert told(ada) == []

    def test_form_sent_twice_tells_once(self, topic, ada, lin):
        key = "4c8ab4a0-1111-4222-8333-444455556666"
        for _ in range(2):
            topic.reply(lin, "It turns.", key)
        assert told(ada) == ["reply"]

    def test_what_is_rolled_back_tells_nobody(self, topic, ada, lin, monkeypatch):
        def fail(member, moment):
            raise RuntimeError

        monkeypatch.setattr(User, "note_comment", fail)
        with pytest.raises(RuntimeError):
            topic.reply(lin, "It turns.")
        assert told(ada) == []


class WatchedTests:
    def test_comment_in_a_watched_topic(self, topic, lin, kofi):
        Watch.objects.choose(kofi, "watch", topic=topic)
        topic.reply(lin, "It turns.")
        assert told(kofi) == ["watched"]

    def test_new_topic_on_a_watched_board(self, topic, lin, kofi):
        Watch.objects.choose(kofi, "watch", board=topic.board)
        new = make_topic(author=lin, board=topic.board)
        new.reply(lin, "Not a new topic.")
        assert told(kofi) == ["topic"]

    def test_mute_of_a_topic_wins_over_a_watched_board(self, topic, lin, kofi):
        Watch.objects.choose(kofi, "watch", topic=topic)
        Watch.objects.choose(kofi, "mute", board=topic.board)
        topic.reply(lin, "It turns.")
        assert told(kofi) == []

    def test_topic_on_a_board_that_was_closed_to_the_watcher(self, ada, lin, kofi):
        board = make_board(access=Board.Access.GROUPS)
        group = Group.objects.create(name="Class")
        board.groups.add(group)
        for member in ada, lin, kofi:
            member.groups.add(group)
        topic = make_topic(author=ada, board=board)
        for member in lin, kofi:
            Watch.objects.choose(member, "watch", topic=topic)
        kofi.groups.clear()
        topic.reply(ada, "A secret.")
        assert told(lin) == ["watched"]
        assert told(kofi) == []

    def test_queries_do_not_grow_with_watchers(
        self, topic, ada, lin, django_assert_max_num_queries
    ):
        Watch.objects.bulk_create(
            Watch(member=make_user(), topic=topic) for _ in range(30)
        )
        with django_assert_max_num_queries(26):  # six of them savepoints
            Topic.objects.get(pk=topic.pk).reply(lin, "Hello @ada")
        with django_assert_max_num_queries(12):
            notices.tell_watchers(topic.comments.get(number=2))
        assert Notification.objects.filter(kind="watched").count() == 30

    def test_bites_leave_nobody_out(self, topic, lin, monkeypatch):
        monkeypatch.setattr(notices, "BITE", 3)
        people = [make_user() for _ in range(10)]
        for member in people:
            Watch.objects.choose(member, "watch", topic=topic)
        topic.reply(lin, "It turns.")
        assert [told(member) for member in people] == [["watched"]] * 10

    def test_task_done_twice_tells_once(self, topic, lin, kofi):
        Watch.objects.choose(kofi, "watch", topic=topic)
        comment = topic.reply(lin, "It turns.")
        for _ in range(2):
            notices.tell_watchers(comment)
        assert told(kofi) == ["watched"]

    def test_comment_hidden_before_the_task(self, topic, lin, kofi):
        Watch.objects.choose(kofi, "watch", topic=topic)
        topic.reply(lin, "Buy watches.").become(State.HIDDEN)
        assert told(kofi) == []


class AutomaticTests:
    def test_whoever_starts_or_answers_watches(self, topic, ada, lin):
        topic.reply(lin, "It turns.")
        assert {watch.member for watch in topic.watches.watching()} == {ada, lin}

    def test_not_who_does_not_want_to(self, topic):
        member = make_user(watches_automatically=False)
        topic.reply(member, "It turns.")
        assert not Watch.objects.filter(member=member).exists()

    def test_answering_does_not_end_a_mute(self, topic, lin):
        Watch.objects.choose(lin, "mute", topic=topic)
        topic.reply(lin, "One last word.")
        assert topic.watches.get(member=lin).level == "mute"


class HiddenTests:
    """What is hidden is told of nowhere: not in the list, not in the number."""

    def test_hidden_comment_is_taken_back(self, topic, ada, lin, kofi):
        comment = topic.reply(lin, "Buy watches, @kofi.")
        assert told(kofi) == ["mention"]
        comment.become(State.HIDDEN)
        assert told(kofi) == told(ada) == []

    def test_comment_taken_back_by_its_author(self, topic, ada, lin):
        topic.reply(lin, "Oh.").retract()
        assert told(ada) == []

    def test_hidden_topic(self, topic, ada, lin, kofi):
        topic.reply(lin, "@kofi")
        work()
        topic.become(State.HIDDEN)
        assert told(kofi) == told(ada) == []

    def test_topic_moved_to_where_the_reader_may_not_go(self, topic, lin, kofi):
        topic.reply(lin, "@kofi")
        work()
        topic.move(make_board(access=Board.Access.GROUPS))
        assert told(kofi) == []

    def test_topic_moved_to_where_the_reader_may_go(self, topic, lin, kofi):
        topic.reply(lin, "@kofi")
        topic.move(make_board())
        assert told(kofi) == ["mention"]

    def test_others_of_the_same_topic_stay(self, topic, lin, kofi):
        topic.reply(lin, "@kofi")
        topic.reply(lin, "Buy watches, @kofi.").become(State.HIDDEN)
        assert told(kofi) == ["mention"]

    def test_shown_again_is_told_again(self, topic, lin, kofi):
        comment = topic.reply(lin, "@kofi")
        comment.become(State.HIDDEN)
        assert told(kofi) == []
        Comment.objects.get(pk=comment.pk).become(State.PUBLISHED)
        assert told(kofi) == ["mention"]

    def test_shown_again_after_weeks_is_no_news(self, topic, lin, kofi):
        comment = topic.reply(lin, "@kofi")
        comment.become(State.HIDDEN)
        work()
        weeks = timezone.now() - timedelta(weeks=3)
        Comment.objects.filter(pk=comment.pk).update(created_at=weeks)
        Comment.objects.get(pk=comment.pk).become(State.PUBLISHED)
        assert told(kofi) == []

    def test_page_of_a_topic_that_went_away(self, client, topic, lin, kofi):
        """Even before the task: access is asked when the page is shown."""
        topic.reply(lin, "@kofi")
        Topic.objects.update(state=State.HIDDEN)
        client.force_login(kofi)
        page = client.get("/notifications/").content.decode()
        assert "On engines" not in page
        assert User.objects.get(pk=kofi.pk).unread_count == 0


class ReadOnTests:
    """Opening a topic marks as read what the page shows."""

    def address(self, topic, page=1):
        return f"/forum/topics/{topic.pk}/?page={page}"

    def test_page_that_shows_it(self, client, topic, lin, kofi):
        for number in range(25):
            topic.reply(lin, f"@kofi {number}")
        client.force_login(kofi)
        client.get(self.address(topic))
        assert User.objects.get(pk=kofi.pk).unread_count == 6
        client.get(self.address(topic, 2))
        assert User.objects.get(pk=kofi.pk).unread_count == 0

    def test_no_query_more_for_a_page_without_news(
        self, client, topic, lin, kofi, django_assert_num_queries
    ):
        make_topic(author=lin, text="@kofi")
        client.force_login(kofi)

        def queries():
            with django_assert_num_queries(5):
                client.get(self.address(topic))

        client.get(self.address(topic))
        queries()
        User.objects.filter(pk=kofi.pk).update(unread_count=0)
        queries()

    def test_lists_cost_the_same_with_a_badge(
        self, client, topic, lin, kofi, django_assert_num_queries
    ):
        client.force_login(kofi)
        for number in 0, 5:
            User.objects.filter(pk=kofi.pk).update(unread_count=number)
            with django_assert_num_queries(3):
                client.get("/forum/topics/")

    def test_nobody_elses(self, client, topic, ada, lin, kofi):
        topic.reply(lin, "@kofi")
        client.force_login(kofi)
        client.get(self.address(topic))
        assert told(ada) == ["reply"]
        assert ada.unread_count == 1

    def test_guest_asks_nothing_about_it(
        self, client, topic, django_assert_num_queries
    ):
        with django_assert_num_queries(2):
            client.get(self.address(topic))


class ReadersTests:
    """Board.readers and Board.objects.open_to are one question, asked from two sides."""

    def test_both_say_the_same(self):
        group = Group.objects.create(name="Class")
        seer = Group.objects.create(name="Seers")
        sight = Permission.objects.get(codename="view_every_board")
        seer.permissions.add(sight)
        boards = [make_board(access=access) for access in Board.Access.values]
        people = {
            name: make_user(name, **fields)
            for name, fields in {
                "member": {},
                "unconfirmed": {"confirmed_at": None},
                "waiting": {"approved_at": None},
                "pupil": {},
                "unconfirmed-pupil": {"confirmed_at": None},
                "staff": {"is_staff": True},
                "moderator": {"is_staff": True},
                "former-moderator": {},
                "seer": {"is_staff": True},
                "seer-without-a-role": {},
                "owner": {"is_staff": True, "is_superuser": True},
                "owner-without-a-role": {"is_superuser": True},
                "allowed": {"is_staff": True},
                "blocked-pupil": {"block": "write"},
                "blocked-moderator": {"is_staff": True, "block": "write"},
                "blocked-owner": {
                    "is_staff": True,
                    "is_superuser": True,
                    "block": "write",
                },
                "owner-who-was-blocked": {
                    "is_staff": True,
                    "is_superuser": True,
                    "block": "write",
                    "blocked_until": timezone.now() - timedelta(minutes=1),
                },
                "moderator-who-leaves": {
                    "is_staff": True,
                    "deleted_at": timezone.now(),
                },
            }.items()
        }
        people["pupil"].groups.add(group)
        people["unconfirmed-pupil"].groups.add(group)
        people["blocked-pupil"].groups.add(group)
        people["seer"].groups.add(seer)
        people["seer-without-a-role"].groups.add(seer)
        people["allowed"].user_permissions.add(sight)
        for board in boards:
            board.groups.add(group)
            board.moderators.add(
                *(people[name] for name in people if "moderator" in name)
            )
        for board in boards:
            readers = set(board.readers())
            for name, person in people.items():
                person = User.objects.get(pk=person.pk)
                opens = Board.objects.open_to(person).filter(pk=board.pk).exists()
                # Who has not joined is told of nothing, whatever they read.
                expected = opens and person.is_joined
                assert (person in readers) == expected, (name, board.access)
        assert AnonymousUser() not in boards[0].readers()


def said(member):
    """Give what stands on a member's page of notices, the oldest first."""
    told(member)
    notices = member.notifications.with_people().order_by("created_at", "pk")
    return [notice.sentence for notice in visible(list(notices), member)]


class ReactionTests:
    def test_all_of_them_are_one_notice(self, topic, ada, lin, kofi):
        comment = topic.comments.get()
        comment.react(lin, "thanks")
        assert said(ada) == ["lin reacted to your comment in “On engines”"]
        comment.react(kofi, "agree")
        comment.react(kofi, "funny")
        assert said(ada) == ["kofi and lin reacted to your comment in “On engines”"]
        comment.react(make_user("mei"), "thanks")
        assert said(ada)[0].startswith("mei, kofi and 1 other reacted")
        assert ada.unread_count == 1

    def test_given_back(self, topic, ada, lin, kofi):
        comment = topic.comments.get()
        comment.react(lin, "thanks")
        comment.react(kofi, "thanks")
        comment.unreact(kofi, "thanks")
        assert said(ada) == ["lin reacted to your comment in “On engines”"]
        comment.unreact(lin, "thanks")
        assert said(ada) == []
        assert ada.unread_count == 0

    def test_one_member_in_every_way_hides_nobody(self, topic, ada, lin, kofi):
        comment = topic.comments.get()
        comment.react(lin, "thanks")
        for kind in Reaction.Kind:
            comment.react(kofi, kind)
        assert said(ada) == ["kofi and lin reacted to your comment in “On engines”"]

    def test_one_more_way_is_no_news(self, topic, ada, lin):
        comment = topic.comments.get()
        comment.react(lin, "thanks")
        ada.notifications.all().read_by(ada)
        comment.react(lin, "agree")
        said(ada)
        assert ada.unread_count == 0

    def test_muted(self, topic, ada, lin):
        Watch.objects.choose(ada, "mute", topic=topic)
        topic.comments.get().react(lin, "thanks")
        assert said(ada) == []

    def test_hidden_comment(self, topic, ada, lin):
        comment = topic.comments.get()
        comment.react(lin, "thanks")
        comment.become(State.HIDDEN)
        assert said(ada) == []
        assert ada.unread_count == 0

    def test_letter_waits_for_others(self, topic, ada, lin, kofi, mailoutbox):
        Preference(member=ada, reaction="now").save()
        comment = topic.comments.get()
        comment.react(lin, "thanks")
        work()
        assert mailoutbox == []
        comment.react(kofi, "thanks")
        QueuedTask.objects.update(run_after=timezone.now())
        work()
        (letter,) = mailoutbox
        assert "kofi and lin reacted" in letter.body


class SolutionTests:
    @pytest.fixture
    def answer(self, topic, lin):
        topic.board.takes_questions = True
        topic.board.save()
        return topic.reply(lin, "It turns.")

    def test_whose_answer_it_is(self, topic, answer, lin):
        topic.solve(answer)
        assert said(lin) == ["ada marked your answer in “On engines” as the solution"]

    def test_by_a_moderator(self, topic, answer, lin, kofi):
        topic.solve(answer, kofi)
        assert said(lin)[0].startswith("kofi marked")

    def test_twice_is_told_once(self, topic, answer, lin):
        topic.solve(answer)
        said(lin)
        lin.notifications.all().read_by(lin)
        topic.solve(answer)
        said(lin)
        assert lin.unread_count == 0

    def test_own_answer_is_no_news(self, topic, ada):
        topic.solve(topic.reply(ada, "I know now."))
        assert said(ada) == []

    def test_taken_back(self, topic, answer, lin):
        topic.solve(answer)
        topic.unsolve(answer)
        assert said(lin) == []
        assert lin.unread_count == 0

    def test_another_one_is_better(self, topic, answer, lin, kofi):
        topic.solve(answer)
        topic.solve(topic.reply(kofi, "It weaves."))
        assert told(lin) == ["watched"]
        assert said(kofi)[0].endswith("as the solution")

    def test_muted(self, topic, answer, lin):
        Watch.objects.choose(lin, "mute", topic=topic)
        topic.solve(answer)
        assert said(lin) == []
