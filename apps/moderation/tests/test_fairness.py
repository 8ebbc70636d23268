"""Whose role rests, who judges whom, and what stays gone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Departure, Session, User
from apps.accounts.roles import holds, serves
from apps.forum.models import Board, State
from apps.moderation import access, acts
from apps.moderation.acts import Refused, perform, undo
from apps.moderation.models import Action, Case

from .make import (
    make_board,
    make_board_moderator,
    make_moderator,
    make_report,
    make_topic,
    make_topic_with,
    make_user,
)

pytestmark = pytest.mark.django_db
REASON = {"usual": "", "words": "Because."}


@pytest.fixture
def grace():
    return make_user("grace", is_staff=True, is_superuser=True)


@pytest.fixture
def mod():
    return make_moderator("mod")


def leave(member, content="stays"):
    return Departure.objects.begin(member, content)


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


class RestingRoleTests:
    @pytest.fixture(params=["blocked", "closed", "unconfirmed"])
    def resting(self, request, mod):
        """A moderator, also of a board, who may not take part."""
        self.board = make_board()
        self.board.moderators.add(mod)
        if request.param == "blocked":
            mod.block, mod.block_reason = User.Block.WRITE, "Rude."
        elif request.param == "closed":
            leave(mod)
            mod.refresh_from_db()
        else:
            mod.confirmed_at = None
        mod.save()
        return User.objects.get(pk=mod.pk)

    def test_gives_no_power(self, resting):
        topic = make_topic(board=self.board)
        assert not serves(resting)
        assert not holds(resting, "forum.moderate")
        assert not access.decides(resting)
        assert access.why_not_act(resting, topic)
        assert access.why_not_act(resting, topic.author)

    def test_opens_neither_queue_nor_back_office(self, resting):
        case = make_report(make_topic(board=self.board))
        client = signed_in(resting)
        for name in "case_take", "case_dismiss", "case_release":
            path = reverse(f"moderation:{name}", args=[case.pk])
            assert client.post(path, REASON | {"from": ""}).status_code == 404
        case.refresh_from_db()
        assert case.is_open and not case.taken_by
        assert "/admin/login/" in client.get("/admin/forum/topic/")["Location"]

    def test_shows_no_private_board(self, resting):
        private = make_board(access=Board.Access.GROUPS)
        private.moderators.add(resting)
        assert signed_in(resting).get(private.get_absolute_url()).status_code == 404

    def test_comes_back_when_the_block_ends(self, mod):
        mod.block, mod.block_reason = User.Block.WRITE, "Rude."
        mod.blocked_until = timezone.now() - timedelta(seconds=1)
        assert serves(mod) and holds(mod, "forum.moderate")


class OwnCaseTests:
    def test_nobody_takes_back_what_was_decided_about_them(self, mod, grace):
        comment = make_topic().reply(mod, "Rude words.")
        hidden = perform("hide", comment, grace, "Rude.")
        with pytest.raises(Refused, match="about you"):
            perform("restore", comment, mod, "I like it.")
        with pytest.raises(Refused, match="about you"):
            undo(hidden, mod, "I like it.")
        comment.refresh_from_db()
        assert comment.state == State.HIDDEN

    def test_page_says_so(self, mod, grace):
        comment = make_topic().reply(mod, "Rude words.")
        hidden = perform("hide", comment, grace, "Rude.")
        client = signed_in(mod)
        path = reverse("moderation:action_undo", args=[hidden.pk])
        assert "Ask another moderator" in client.get(path).text
        assert client.post(path, REASON).status_code == 409

    def test_what_they_did_themselves_they_may(self, mod):
        comment = make_topic().reply(mod, "Too quick.")
        undo(perform("hide", comment, mod, "Too quick."), mod, "It was fine.")
        comment.refresh_from_db()
        assert comment.is_published

    def test_owner_has_nobody_to_ask(self, mod, grace):
        comment = make_topic().reply(grace, "Words.")
        undo(perform("hide", comment, mod, "Rude."), grace, "It is fine.")
        comment.refresh_from_db()
        assert comment.is_published


class AuthorHasLeftTests:
    @pytest.fixture
    def comment(self, mod):
        comment = make_topic().reply(make_user("ada"), "Ada was here.")
        perform("hide", comment, mod, "Rude.")
        return comment

    def test_undoing_brings_back_no_words_that_go(self, comment, mod):
        leave(comment.author, "goes")
        undo(Action.objects.get(), mod, "It was fine.")
        comment.refresh_from_db()
        assert comment.state == State.WITHDRAWN

    def test_restoring_neither(self, comment, mod):
        leave(comment.author, "goes")
        perform("restore", comment, mod, "It is fine.")
        comment.refresh_from_db()
        assert comment.state == State.WITHDRAWN

    def test_words_that_stay_come_back(self, comment, mod):
        leave(comment.author, "stays")
        perform("restore", comment, mod, "It is fine.")
        comment.refresh_from_db()
        assert comment.is_published

    def test_topic_without_other_voices_stays_away(self, mod):
        topic = make_topic(author=make_user("ada"))
        perform("hide", topic, mod, "Rude.")
        leave(topic.author, "goes")
        topic.comments.get().become(State.WITHDRAWN)
        perform("restore", topic, mod, "It is fine.")
        topic.refresh_from_db()
        assert topic.state == State.WITHDRAWN

    def test_topic_with_answers_comes_back(self, mod):
        topic = make_topic_with(comments=2, author=make_user("ada"))
        perform("hide", topic, mod, "Rude.")
        leave(topic.author, "goes")
        perform("restore", topic, mod, "It is fine.")
        topic.refresh_from_db()
        assert topic.is_published


class EntryTests:
    def test_block_ends_what_is_open(self, mod):
        lin = make_user("lin")
        client = signed_in(lin)
        perform("block", lin, mod, "Stolen account.", kind=User.Block.ENTRY)
        assert not Session.objects.filter(user=lin).exists()
        perform("unblock", lin, mod, "It is theirs again.")
        assert "/accounts/login/" in client.get("/accounts/profile/")["Location"]

    def test_block_from_writing_leaves_them_signed_in(self, mod):
        lin = make_user("lin")
        signed_in(lin)
        perform("block", lin, mod, "Rude.", kind=User.Block.WRITE)
        assert Session.objects.filter(user=lin).exists()


class MoveTests:
    @pytest.fixture
    def moved(self):
        """A topic, moved by the moderator of its board to one that is not theirs."""
        hank = make_board_moderator(board := make_board(), "hank")
        topic = make_topic(board=board)
        perform("move", topic, hank, "Astray.", board=make_board())
        return Action.objects.get(), hank, topic

    def test_who_moved_it_may_fetch_it_back(self, moved):
        action, hank, topic = moved
        assert acts.undoable(hank, [action]) == {action.pk}
        path = reverse("moderation:action_undo", args=[action.pk])
        assert signed_in(hank).post(path, REASON).status_code == 302
        topic.refresh_from_db()
        assert topic.board == action.board

    def test_moderator_of_neither_board_may_not(self, moved):
        action, _, _ = moved
        other = make_board_moderator(make_board(), "other")
        assert not acts.undoable(other, [action])
        path = reverse("moderation:action_undo", args=[action.pk])
        assert signed_in(other).post(path, REASON).status_code == 403


class UnseenMemberTests:
    @pytest.fixture
    def newcomer(self):
        return make_user("newcomer", confirmed_at=None)

    def test_nobody_learns_of_them(self, client, newcomer):
        path = reverse("moderation:member_act", args=[newcomer.pk, "block"])
        assert signed_in(make_user("lin")).get(path).status_code == 404
        assert client.post(path, REASON).status_code == 404

    def test_moderator_may_block_them(self, mod, newcomer):
        path = reverse("moderation:member_act", args=[newcomer.pk, "block"])
        client = signed_in(mod)
        sent = REASON | {"kind": "write", "length": "3"}
        assert client.post(path, sent, follow=True).status_code == 200
        newcomer.refresh_from_db()
        assert newcomer.is_blocked

    def test_public_log_does_not_name_them(self, client, mod, newcomer):
        perform("block", newcomer, mod, "Advertising.", kind=User.Block.WRITE)
        log = reverse("moderation:action_list")
        assert "newcomer" not in client.get(log).text
        assert "newcomer" in signed_in(mod).get(log).text


class CaseAskedTests:
    def test_pinning_answers_no_report(self, mod):
        topic = make_topic()
        case = make_report(topic)
        perform("pin", topic, mod, "Good.", Case.objects.get(pk=case.pk))
        case.refresh_from_db()
        assert case.is_open
