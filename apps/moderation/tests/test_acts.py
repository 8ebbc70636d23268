from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.forms.models import model_to_dict
from django.utils import timezone

from apps.accounts.models import User
from apps.forum.models import Board, Comment, State
from apps.moderation import acts
from apps.moderation.acts import Refused, perform, undo
from apps.moderation.models import Action

from .make import make_board, make_moderator, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mod():
    return make_moderator("mod")


def fields(thing):
    """Give every field of a row, to compare before and after."""
    thing = type(thing).objects.get(pk=thing.pk)
    return model_to_dict(thing) | {
        field.name: getattr(thing, field.attname) for field in thing._meta.fields
    }


class PerformTests:
    def test_hide_comment_with_reason_and_log(self, mod):
        comment = make_topic_with(comments=2).comments.get(number=2)
        action = perform("hide", comment, mod, "Advertising.")
        comment.refresh_from_db()
        assert (comment.state, comment.reason) == (State.HIDDEN, "Advertising.")
        assert (action.actor, action.comment, action.reason) == (
            mod,
            comment,
            "Advertising.",
        )
        assert action.before["state"] == "published"
        assert action.after["state"] == "hidden"

    def test_second_moderator_is_told_who_was_quicker(self, mod):
        comment = make_topic().comments.get()
        perform("hide", comment, mod, "Advertising.")
        with pytest.raises(Refused, match="quicker: mod"):
            perform("hide", comment, make_user(), "Mine.")
        assert Action.objects.count() == 1

    def test_move_counts_on_both_boards(self, mod):
        topic, board = make_topic_with(comments=2), make_board()
        perform("move", topic, mod, "Fits better.", board=board)
        board.refresh_from_db()
        assert (board.topic_count, board.comment_count) == (1, 2)

    def test_move_to_where_it_is_makes_no_sense(self, mod):
        topic = make_topic()
        with pytest.raises(Refused, match="another board"):
            perform("move", topic, mod, "Why?", board=topic.board)

    def test_block_ends_by_itself(self, mod):
        lin, until = make_user("lin"), timezone.now() + timedelta(hours=1)
        perform("block", lin, mod, "Shouting.", kind="write", until=until)
        lin.refresh_from_db()
        assert "Shouting." in lin.why_blocked
        lin.blocked_until = timezone.now() - timedelta(seconds=1)
        assert not lin.is_blocked
        assert lin.why_blocked == ""

    def test_block_for_good_and_unblock(self, mod):
        lin = make_user("lin")
        perform("block", lin, mod, "Advertising.", kind="entry")
        lin.refresh_from_db()
        assert lin.is_blocked
        assert "sign in any more" in lin.why_blocked
        perform("unblock", lin, mod, "Promised to stop.")
        lin.refresh_from_db()
        assert not lin.is_blocked

    def test_end_of_block_in_the_past(self, mod):
        with pytest.raises(Refused, match="future"):
            perform("block", make_user(), mod, "x", until=timezone.now())


class UndoTests:
    @pytest.mark.parametrize(
        "name", ["close", "pin", "hide", "move"], ids=lambda name: name
    )
    def test_topic_and_board_are_the_same_again(self, mod, name):
        topic, other = make_topic_with(comments=2), make_board()
        make_topic(board=topic.board)
        before = fields(topic), fields(topic.board), fields(other)
        details = {"board": other} if name == "move" else {}
        action = perform(name, topic, mod, "A reason.", **details)
        assert fields(topic) != before[0]
        undo(action, mod, "A mistake.")
        assert (fields(topic), fields(topic.board), fields(other)) == before

    def test_comment_and_counts_are_the_same_again(self, mod):
        comment = make_topic_with(comments=3).comments.get(number=3)
        board = Board.objects.get()
        before = fields(comment), fields(comment.topic), fields(board)
        undo(perform("hide", comment, mod, "A reason."), mod, "A mistake.")
        assert (fields(comment), fields(comment.topic), fields(board)) == before

    def test_block_is_undone(self, mod):
        lin = make_user("lin")
        before = fields(lin)
        until = timezone.now() + timedelta(days=1)
        undo(perform("block", lin, mod, "A reason.", until=until), mod, "A mistake.")
        assert fields(lin) == before | {"unread_count": 2}  # Lin was told of both

    def test_says_what_was_changed_since(self, mod):
        topic = make_topic()
        action = perform("close", topic, mod, "Too long.")
        perform("hide", topic, mod, "Advertising.")
        with pytest.raises(Refused, match="whether it is shown"):
            undo(action, mod, "A mistake.")

    def test_only_once(self, mod):
        action = perform("close", make_topic(), mod, "Too long.")
        undo(action, mod, "A mistake.")
        with pytest.raises(Refused, match="undone already"):
            undo(Action.objects.get(pk=action.pk), mod, "Again.")


class WhyNotActTests:
    def test_moderator_of_the_site(self, mod):
        assert acts.why_not_act(mod, make_topic()) == ""
        assert acts.why_not_act(mod, make_user()) == ""

    def test_moderator_of_the_board_alone(self):
        user, topic = make_user(is_staff=True), make_topic()
        topic.board.moderators.add(user)
        assert acts.why_not_act(user, topic) == ""
        assert acts.why_not_act(user, topic.comments.get()) == ""
        assert acts.why_not_act(user, make_topic())
        assert acts.why_not_act(user, make_user())

    def test_member(self):
        topic = make_topic()
        assert acts.why_not_act(topic.author, topic)
        assert acts.acts_for(topic.author, topic) == []

    def test_nobody_blocks_a_role_but_the_owner(self, mod):
        other = make_user(is_staff=True)
        owner = make_user(is_staff=True, is_superuser=True)
        assert acts.why_not_act(mod, other)
        assert acts.why_not_act(owner, other) == ""
        assert acts.why_not_act(owner, owner)


class ActionTests:
    def test_log_is_written_once(self, mod):
        action = perform("close", make_topic(), mod, "Too long.")
        action.reason = "Another."
        with pytest.raises(TypeError):
            action.save()
        with pytest.raises(TypeError):
            action.delete()
        with pytest.raises(TypeError):
            Action.objects.all().delete()
        with pytest.raises(TypeError):
            Action.objects.update(reason="Another.")

    def test_acts_on_private_boards_are_not_for_all(self, mod, rf):
        topic = make_topic(board=make_board(access="members"))
        perform("close", topic, mod, "Too long.")
        assert not Action.objects.visible_to(AnonymousUser())
        assert Action.objects.visible_to(make_user())


class EntryTests:
    def test_blocked_from_entry_is_signed_out_at_once(self, client, mod):
        lin = make_user("lin")
        client.force_login(lin)
        assert client.get("/accounts/profile/").status_code == 200
        perform("block", lin, mod, "Advertising.", kind=User.Block.ENTRY)
        assert client.get("/accounts/profile/").status_code == 302


class ClearProfileTests:
    fields = {"display_name": "Buy!", "bio": "At evil.example"}

    def test_all_that_a_member_shows_goes_with_a_line_in_the_log(
        self, mod, settings, tmp_path, django_capture_on_commit_callbacks
    ):
        settings.MEDIA_ROOT = tmp_path
        ada = make_user("ada", **self.fields)
        ada.avatar.save("a.webp", ContentFile(b"pixels"))

        with django_capture_on_commit_callbacks(execute=True):
            action = perform("clear_profile", ada, mod, "Advertising.")

        ada.refresh_from_db()
        assert (ada.display_name, ada.bio, ada.bio_html) == ("", "", "")
        assert not ada.avatar
        assert not list(tmp_path.rglob("*.webp"))
        assert (action.person, action.get_act_display()) == (
            ada,
            "cleared the profile of",
        )
        assert "evil" not in f"{action.before}{action.after}"

    def test_it_cannot_be_undone_because_nothing_is_kept(self, mod):
        action = perform("clear_profile", make_user(**self.fields), mod, "Ads.")

        with pytest.raises(Refused, match="not kept"):
            undo(action, mod, "I was wrong.")
        assert action.pk not in acts.undoable(mod, [action])

    def test_nothing_to_clear_makes_no_sense(self, mod):
        with pytest.raises(Refused):
            perform("clear_profile", make_user(), mod, "Ads.")

    def test_page_of_the_back_office_offers_it(self, client, mod):
        ada = make_user("ada", **self.fields)
        client.force_login(mod)

        page = client.get(f"/admin/accounts/user/{ada.pk}/change/").text

        assert "Clear the profile" in page


class HistoryTests:
    """What a comment was before it was changed can be kept from others."""

    def test_hidden_shown_and_undone(self, mod):
        comment = make_topic().comments.get()
        comment.edit("Without the telephone number.")
        action = perform("hide_history", comment, mod, "It was private.")
        comment.refresh_from_db()
        assert comment.history_is_hidden
        assert comment.is_published
        undo(action, mod, "It was not.")
        comment.refresh_from_db()
        assert not comment.history_is_hidden

    def test_comment_that_was_never_changed_has_none(self, mod):
        comment = make_topic().comments.get()
        with pytest.raises(Refused):
            perform("hide_history", comment, mod, "It was private.")

    def test_line_older_than_the_field_can_still_be_undone(self, mod, monkeypatch):
        comment = make_topic().comments.get()
        with monkeypatch.context() as then:
            then.setitem(acts.KEPT, Comment, ["state", "reason"])
            action = perform("hide", comment, mod, "Unkind.")
        undo(action, mod, "I was wrong.")
        comment.refresh_from_db()
        assert comment.is_published

    def test_what_it_hid_from_a_moderator_another_one_shows(self, mod):
        comment = make_topic(author=mod).comments.get()
        comment.edit("Otherwise.")
        perform("hide_history", comment, make_moderator("other"), "It was private.")
        with pytest.raises(Refused, match="about you"):
            perform("show_history", comment, mod, "It was not.")
