import uuid

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import IntegrityError

from apps.forum.models import Board, Comment, State, Topic

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db
guest = AnonymousUser()


class StartTopicTests:
    def test_opening_text_is_comment_number_one(self):
        topic = make_topic(title="Sockets", text="What is **one**?")
        opening = topic.comments.get()
        assert (opening.number, opening.text) == (1, "What is **one**?")
        assert "<strong>one</strong>" in opening.html

    def test_counts_on_board_and_topic(self):
        topic = make_topic()
        board = Board.objects.get()
        assert (board.topic_count, board.comment_count) == (1, 1)
        assert board.last_topic == topic
        topic.refresh_from_db()
        assert (topic.comment_count, topic.last_number) == (1, 1)

    def test_same_form_twice_opens_one_topic(self):
        board, author, key = make_board(), make_user(), uuid.uuid4()
        first = board.start_topic(author, "Once", "text", key)
        again = board.start_topic(author, "Once", "text", key)
        assert first == again
        assert Topic.objects.count() == 1
        board.refresh_from_db()
        assert board.topic_count == 1


class ReplyTests:
    def test_numbers_follow_each_other(self):
        topic = make_topic_with(comments=3)
        assert list(topic.comments.values_list("number", flat=True)) == [1, 2, 3]

    def test_topic_remembers_last_activity(self):
        topic, ada = make_topic(), make_user("ada")
        comment = topic.reply(ada, "Here.")
        topic.refresh_from_db()
        assert topic.last_author == ada
        assert topic.last_comment_at == comment.created_at
        assert topic.comment_count == 2

    def test_same_form_twice_makes_one_comment(self):
        topic, author, key = make_topic(), make_user(), uuid.uuid4()
        assert topic.reply(author, "hi", key) == topic.reply(author, "hi", key)
        assert topic.comments.count() == 2

    def test_number_of_retracted_comment_is_not_given_again(self):
        topic = make_topic_with(comments=2)
        topic.comments.get(number=2).retract()
        assert topic.reply(topic.author, "next").number == 3

    def test_database_refuses_a_number_twice(self):
        topic = make_topic()
        with pytest.raises(IntegrityError):
            Comment.objects.create(topic=topic, author=topic.author, number=1)

    def test_database_refuses_published_without_number(self):
        topic = make_topic()
        with pytest.raises(IntegrityError):
            Comment.objects.create(topic=topic, author=topic.author)


class ChangedTests:
    @pytest.mark.parametrize("change", ["become", "close"])
    def test_answer_to_what_has_changed_meanwhile_is_not_taken(self, change):
        topic = make_topic()
        stale = Topic.objects.get(pk=topic.pk)
        topic.become(State.HIDDEN) if change == "become" else topic.close("Enough.")
        with pytest.raises(Topic.Changed):
            stale.reply(topic.author, "Late.")
        assert topic.comments.count() == 1


class EditTests:
    def test_new_text_new_html_and_a_moment(self):
        comment = make_topic().comments.get()
        comment.edit("_changed_")
        comment.refresh_from_db()
        assert "<em>changed</em>" in comment.html
        assert comment.edited_at

    def test_rename_is_found_and_keeps_the_text(self):
        topic = make_topic(title="Old", text="Body")
        topic.rename("Quokka")
        opening = topic.comments.get()
        assert "quokka" in opening.tokens
        assert "body" in opening.tokens
        assert opening.text == "Body"


class RetractTests:
    def test_counts_go_down_once(self):
        topic = make_topic_with(comments=2)
        comment = topic.comments.get(number=2)
        comment.retract()
        comment.retract()
        topic.refresh_from_db()
        assert topic.comment_count == 1
        assert Board.objects.get().comment_count == 1
        assert Comment.objects.get(pk=comment.pk).state == State.DELETED


class StateTests:
    def counts(self, topic):
        topic.refresh_from_db()
        board = Board.objects.get(pk=topic.board_id)
        return topic.comment_count, board.topic_count, board.comment_count

    def test_hidden_comment_is_not_counted_until_it_is_back(self):
        topic = make_topic_with(comments=3)
        comment = topic.comments.get(number=3)
        comment.become(State.HIDDEN)
        assert self.counts(topic) == (2, 1, 2)
        comment.become(State.HIDDEN)
        assert self.counts(topic) == (2, 1, 2)
        comment.become(State.PUBLISHED)
        assert self.counts(topic) == (3, 1, 3)

    def test_last_activity_goes_back_with_the_last_comment(self):
        topic, spammer = make_topic(), make_user()
        before = topic.comments.get()
        spam = topic.reply(spammer, "Buy!")
        spam.become(State.HIDDEN)
        topic.refresh_from_db()
        assert topic.last_comment_at == before.created_at
        assert topic.last_author == before.author

    def test_hidden_topic_is_not_counted_until_it_is_back(self):
        other = make_topic()
        topic = make_topic_with(comments=2, board=other.board)
        topic.become(State.HIDDEN)
        assert self.counts(topic) == (2, 1, 1)
        assert Board.objects.get().last_topic == other
        topic.become(State.PUBLISHED)
        assert self.counts(topic) == (2, 2, 3)
        assert Board.objects.get().last_topic == topic

    def test_comment_hidden_in_hidden_topic_is_counted_once(self):
        topic = make_topic_with(comments=2)
        topic.become(State.HIDDEN)
        topic.comments.get(number=2).become(State.HIDDEN)
        topic.become(State.PUBLISHED)
        assert self.counts(topic) == (1, 1, 1)

    def test_move_takes_the_counts_along(self):
        topic, board = make_topic_with(comments=2), make_board()
        before = topic.board
        topic.move(board)
        before.refresh_from_db()
        board.refresh_from_db()
        assert (before.topic_count, before.comment_count) == (0, 0)
        assert before.last_topic is None
        assert (board.topic_count, board.comment_count) == (1, 2)
        assert board.last_topic == topic


class OpenToTests:
    def boards(self, user):
        return set(Board.objects.open_to(user).values_list("slug", flat=True))

    @pytest.fixture(autouse=True)
    def four_boards(self):
        self.group = Group.objects.create(name="Choir")
        for access in Board.Access.values:
            board = make_board(slug=access, access=access)
        board = Board.objects.get(slug="groups")
        board.groups.add(self.group)

    def test_guest(self):
        assert self.boards(guest) == {"open", "readonly"}

    def test_member(self):
        assert self.boards(make_user()) == {"open", "readonly", "members"}

    def test_member_of_the_group(self):
        user = make_user()
        user.groups.add(self.group)
        assert self.boards(user) == {"open", "readonly", "members", "groups"}

    def test_permission_opens_all(self):
        user = make_user(is_staff=True)
        user.user_permissions.add(Permission.objects.get(codename="view_every_board"))
        assert len(self.boards(user)) == 4

    def test_topics_and_comments_follow_their_board(self):
        topic = make_topic(board=Board.objects.get(slug="groups"))
        assert topic not in Topic.objects.visible_to(make_user())
        assert not Comment.objects.visible_to(make_user()).exists()
        assert not Comment.objects.readable_by(make_user()).exists()
