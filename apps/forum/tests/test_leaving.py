from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Departure, User
from apps.forum import leaving
from apps.forum.models import Board, Comment, Draft, Reading, Revision, State, Topic
from apps.look import queue

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada", display_name="Ada Okafor")


@pytest.fixture
def lin():
    return make_user("lin")


@pytest.fixture
def board():
    return make_board(name="Django", slug="django")


@pytest.fixture
def conversation(board, ada, lin):
    """Ada asked, Lin answered, Ada thanked."""
    topic = make_topic(author=ada, board=board, title="On engines", text="Ada asks.")
    topic.reply(lin, "Lin answers.")
    topic.reply(ada, "Ada thanks.")
    return topic


@pytest.fixture
def monologue(board, ada):
    topic = make_topic(author=ada, board=board, title="On myself", text="Ada tells.")
    topic.reply(ada, "Ada goes on.")
    return topic


def work():
    queue.Worker(batch=True).loop()


def leave(user, content):
    departure = Departure.objects.begin(user, content)
    work()
    return departure


def everything():
    """Give all rows of the forum, each field of them."""
    return {
        model.__name__: {row["id"]: row for row in model.objects.values()}
        for model in (Board, Topic, Comment)
    }


def states(topic):
    return list(topic.comments.order_by("number").values_list("state", flat=True))


class ContentStaysTests:
    def test_what_a_comment_was_before_goes_and_the_comment_stays(
        self, ada, lin, conversation
    ):
        for comment in conversation.comments.all():
            comment.edit(f"{comment.text} Really.")
        leave(ada, "stays").perform()
        assert [r.comment.author for r in Revision.objects.all()] == [lin]
        assert conversation.comments.get(number=1).text == "Ada asks. Really."

    def test_drafts_wait_for_the_week_and_go(self, ada, conversation):
        Draft.objects.keep(ada, conversation, text="Half a thought.")
        departure = leave(ada, "stays")
        assert ada.drafts.count() == 1
        departure.perform()
        assert ada.drafts.count() == 0

    def test_words_stay_and_the_name_goes(self, client, ada, conversation):
        leave(ada, "stays")

        page = client.get(conversation.get_absolute_url()).text
        assert "Ada asks." in page
        # Beside both comments, and in what the page says to machines.
        assert page.count("deleted member") == 3
        assert "Ada Okafor" not in page
        assert "/members/ada/" not in page

    def test_no_list_shows_the_name(self, client, ada, conversation):
        leave(ada, "stays")
        for address in "/", "/forum/topics/", "/forum/search/?q=asks", "/members/":
            assert "Ada Okafor" not in client.get(address).text

    def test_rows_are_as_they_were_even_after_the_week(self, ada, conversation):
        before = everything()
        leave(ada, "stays").perform()
        assert everything() == before

    def test_what_was_taken_back_is_forgotten(self, ada, conversation):
        taken = conversation.comments.get(number=3)
        taken.retract()
        leave(ada, "stays").perform()

        taken.refresh_from_db()
        assert (taken.text, taken.html, taken.tokens) == ("", "", "")
        assert conversation.comments.get(number=1).text == "Ada asks."


class ContentGoesTests:
    def test_comments_become_tombstones(self, client, ada, lin, conversation):
        leave(ada, "goes")

        page = client.get(conversation.get_absolute_url()).text
        assert states(conversation) == ["withdrawn", "published", "withdrawn"]
        assert page.count("Taken back by its author.") == 2
        assert "Lin answers." in page
        assert "Ada asks." not in page
        conversation.refresh_from_db()
        assert conversation.comment_count == 1
        assert conversation.last_author == lin

    def test_topic_without_others_disappears(self, client, ada, monologue):
        leave(ada, "goes")

        assert client.get(monologue.get_absolute_url()).status_code == 404
        for address in "/", "/forum/", "/forum/topics/", "/forum/boards/django/":
            assert "On myself" not in client.get(address).text
        board = Board.objects.get()
        assert (board.topic_count, board.comment_count) == (0, 0)
        assert board.last_topic is None

    def test_words_are_not_found(self, client, ada, conversation):
        leave(ada, "goes")
        assert "Ada asks." not in client.get("/forum/search/?q=asks").text
        comment = conversation.comments.get(number=1)
        reply = f"{conversation.get_absolute_url()}reply/?quote={comment.pk}"
        client.force_login(make_user())
        assert client.get(reply).status_code == 404

    def test_words_of_others_stay_as_they_are(self, ada, lin, conversation):
        others = everything()["Comment"][conversation.comments.get(number=2).pk]
        leave(ada, "goes").perform()
        assert Comment.objects.values().get(pk=others["id"]) == others

    def test_after_the_week_the_words_are_gone(self, ada, conversation, monologue):
        hidden = make_topic().reply(ada, "Ada shouts.")
        hidden.become(State.HIDDEN)
        held = make_topic().reply(ada, "Ada waits.")
        held.become(State.HELD)
        leave(ada, "goes").perform()

        for comment in ada.comments.all():
            assert (comment.text, comment.html, comment.tokens) == ("", "", "")
            assert comment.state == State.DELETED
        monologue.refresh_from_db()
        assert (monologue.title, monologue.tokens) == ("(deleted)", "")
        conversation.refresh_from_db()
        assert conversation.title == "On engines"

    def test_boards_lose_their_moderator(self, ada, conversation):
        conversation.board.moderators.add(ada)
        leave(ada, "stays").perform()
        assert not conversation.board.moderators.exists()

    def test_search_index_forgets_them_too(self, client, ada, conversation):
        leave(ada, "goes").perform()
        Comment.objects.filter(author=ada).update(state=State.PUBLISHED)
        page = client.get("/forum/search/?q=engines").text
        assert "Nothing found" in page


class MarksTests:
    """What a member did without words."""

    @pytest.fixture(autouse=True)
    def _marks(self, ada, lin, conversation):
        answer = conversation.comments.get(number=2)
        for member in ada, make_user():
            answer.react(member, "thanks")
        ada.bookmarks.create(comment=answer)
        Reading.objects.reach(ada, conversation, 3)

    def reactions(self, conversation):
        return conversation.comments.get(number=2).reactions

    def test_own_marks_are_forgotten_after_the_week(self, ada, conversation):
        leave(ada, "stays")
        assert ada.bookmarks.exists()
        Departure.objects.get().perform()
        assert not ada.bookmarks.exists()
        assert not Reading.objects.filter(member=ada).exists()
        assert self.reactions(conversation) == {"thanks": 2}

    def test_reactions_go_with_the_words(self, ada, conversation):
        leave(ada, "goes")
        assert self.reactions(conversation) == {"thanks": 2}
        Departure.objects.get().perform()
        assert self.reactions(conversation) == {"thanks": 1}

    def test_solution_goes_and_comes_back(self, lin, conversation):
        conversation.solve(conversation.comments.get(number=2))
        leave(lin, "goes")
        conversation.refresh_from_db()
        assert conversation.solution is None
        Departure.objects.get().undo()
        work()
        conversation.refresh_from_db()
        assert conversation.solution_number == 2


class ReturnTests:
    def test_every_row_is_as_it_was(self, ada, lin, conversation, monologue):
        """Field by field, also what was hidden, taken back, closed and pinned before."""
        conversation.comments.get(number=3).become(State.HIDDEN)
        monologue.reply(ada, "Ada erred.").retract()
        Topic.objects.filter(pk=monologue.pk).update(is_pinned=True, is_closed=True)
        make_topic(author=lin).reply(ada, "Ada elsewhere.")
        members = list(User.objects.order_by("pk").values())
        before = everything()

        departure = leave(ada, "goes")
        assert everything() != before
        departure.undo()
        work()

        assert everything() == before
        assert list(User.objects.order_by("pk").values()) == members

    def test_what_a_moderator_hid_meanwhile_stays_hidden(self, ada, conversation):
        departure = leave(ada, "goes")
        conversation.comments.get(number=1).become(State.HIDDEN)
        departure.undo()
        work()
        assert states(conversation) == ["hidden", "published", "published"]

    def test_what_a_moderator_hides_in_the_same_moment_stays_hidden(
        self, ada, conversation
    ):
        read_before = conversation.comments.get(number=1)
        conversation.comments.get(number=1).become(State.HIDDEN)
        leaving.turn(read_before, conversation.pk, State.PUBLISHED, State.WITHDRAWN)
        assert states(conversation)[0] == "hidden"

    def test_tasks_in_any_order_end_as_the_member_wants(self, ada, conversation):
        departure = Departure.objects.begin(ada, "goes")
        leaving.settle(ada)
        departure.undo()
        for _ in range(2):
            leaving.settle(ada)
        work()
        assert states(conversation) == ["published"] * 3

    def test_change_of_mind_in_the_middle_is_noticed(
        self, ada, conversation, monkeypatch
    ):
        departure = Departure.objects.begin(ada, "goes")
        withdraw = leaving.withdraw

        def withdraw_while_she_returns(member):
            withdraw(member)
            departure.undo()

        monkeypatch.setattr(leaving, "withdraw", withdraw_while_she_returns)
        leaving.settle(ada)
        assert states(conversation) == ["published"] * 3

    def test_many_comments_are_taken_bite_by_bite(self, ada, monologue, monkeypatch):
        monkeypatch.setattr(leaving, "BITE", 2)
        for _ in range(5):
            monologue.reply(ada, "And on.")
        departure = leave(ada, "goes")
        assert set(states(monologue)) == {"withdrawn"}
        departure.undo()
        work()
        assert set(states(monologue)) == {"published"}

    def test_settling_twice_changes_nothing(self, ada, conversation):
        leave(ada, "goes")
        before = everything()
        leaving.settle(ada)
        assert everything() == before


class WritingTests:
    def test_closed_account_cannot_write(self, client, ada, conversation):
        leave(ada, "stays")
        client.force_login(ada)
        topic = conversation.get_absolute_url()

        response = client.post(f"{topic}reply/", {"text": "From beyond."})

        assert response.status_code == 403
        assert "Open it again to take part." in response.text
        assert conversation.comments.count() == 3

    def test_grace_over_leaves_a_topic_readable(self, client, ada, conversation):
        departure = leave(ada, "goes")
        then = timezone.now() - timedelta(days=8)
        Departure.objects.filter(pk=departure.pk).update(asked_at=then)
        departure.perform()
        assert "Lin answers." in client.get(conversation.get_absolute_url()).text
        for address in "/", "/forum/", "/forum/boards/django/", "/forum/topics/":
            assert client.get(address).status_code == 200


def test_what_was_watched_is_forgotten_with_the_account(ada, board):
    topic = make_topic(author=ada, board=board)
    departure = leave(ada, Departure.Content.STAYS)
    assert topic.watches.exists()  # for a return
    departure.perform()
    assert not topic.watches.exists()
