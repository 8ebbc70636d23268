from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tests.letters import read
from apps.forum.models import Board, Watch
from apps.moderation.acts import perform, undo
from apps.moderation.events import Decided
from apps.notifications.models import visible

from .make import make_board, make_moderator, make_topic, make_user

pytestmark = pytest.mark.django_db
WORDS = "Unkind & <b>loud</b> {who}."


@pytest.fixture
def mod():
    return make_moderator("mod")


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def topic(ada):
    return make_topic(author=ada, title="On {what} & engines")


def news(member):
    """Give what a member is told of moderation: sentence, reason and where it leads."""
    member = User.objects.get(pk=member.pk)
    assert member.unread_count == member.notifications.unread().count()
    notices = list(member.notifications.filter(event="act").order_by("pk"))
    return [(n.sentence, n.excerpt, n.place) for n in visible(notices, member)]


class DecidedTests:
    def test_hidden_comment(self, topic, mod):
        lin = make_user("lin")
        comment = topic.reply(lin, "Loud words.")
        perform("hide", comment, mod, WORDS)
        said = "mod, as a moderator, hid your comment in “On {what} & engines”"
        assert news(lin) == [(said, WORDS, comment.place)]

    @pytest.mark.parametrize("act", ["hide", "close", "pin"])
    def test_topic(self, topic, mod, ada, act):
        action = perform(act, topic, mod, WORDS)
        ((said, reason, place),) = news(ada)
        done = action.get_act_display()
        assert said == f"mod, as a moderator, {done} your topic “On {{what}} & engines”"
        assert (reason, place) == (WORDS, topic.get_absolute_url())

    def test_topic_moved_to_where_its_author_may_not_go(self, topic, mod, ada):
        there = make_board(access=Board.Access.GROUPS, name="The secret room")
        perform("move", topic, mod, WORDS, board=there)
        ((said, _, place),) = news(ada)
        assert "moved your topic" in said
        assert place == "/moderation/log/?member=ada"
        (letter,) = read()
        assert "secret room" not in letter.body

    def test_comment_in_a_topic_that_is_closed_to_its_author(self, topic, mod):
        lin = make_user("lin")
        comment = topic.reply(lin, "Loud words.")
        topic.move(make_board(access=Board.Access.GROUPS))
        perform("hide", comment, mod, WORDS)
        ((said, _, place),) = news(lin)
        assert "engines" not in said
        assert place == "/moderation/log/?member=lin"

    def test_undoing(self, topic, mod, ada):
        undo(perform("close", topic, mod, WORDS), mod, "A mistake.")
        (_, (said, reason, _)) = news(ada)
        assert said == (
            "mod undid an act of moderation: closed your topic “On {what} & engines”"
        )
        assert reason == "A mistake."

    def test_act_on_what_is_anothers_is_nobody_elses(self, topic, mod):
        action = perform("close", topic, mod, WORDS)
        assert Decided().targets(make_user(), [action.pk]) == {}

    def test_own_act_on_ones_own_is_no_news(self, mod):
        perform("close", make_topic(author=mod), mod, WORDS)
        assert news(mod) == []

    def test_goes_through_a_mute(self, topic, mod, ada):
        Watch.objects.choose(ada, "mute", topic=topic)
        perform("close", topic, mod, WORDS)
        assert len(news(ada)) == 1

    @pytest.mark.parametrize("kind", ["write", "entry"])
    def test_block_is_told_with_its_end_and_reason(self, mod, ada, kind):
        until = timezone.now().replace(2027, 5, 3, 10, 30) + timedelta(0)
        perform("block", ada, mod, WORDS, kind=kind, until=until)
        ((said, reason, place),) = news(ada)
        assert said == "mod, as a moderator, blocked you"
        assert "until 3 May 2027, 10:30. Unkind" in reason
        assert place == "/moderation/log/?member=ada"
        (letter,) = read()
        assert "Unkind & <b>loud</b> {who}." in letter.body
        assert "&lt;b&gt;loud&lt;/b&gt;" in letter.alternatives[0][0]

    def test_hostile_reason_on_the_page(self, client, topic, mod, ada):
        perform("close", topic, mod, WORDS)
        client.force_login(ada)
        page = client.get("/notifications/").content.decode()
        assert "Unkind &amp; &lt;b&gt;loud&lt;/b&gt; {who}." in page
