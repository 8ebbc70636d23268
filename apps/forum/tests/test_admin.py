import pytest
from django.urls import reverse

from apps.forum.models import Board, Comment, State, Topic

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_owner(client):
    client.force_login(make_user("grace", is_staff=True, is_superuser=True))
    return client


def change(client, thing, **fields):
    """Open a thing's page in the back office and save it with these fields."""
    address = reverse(f"admin:forum_{thing._meta.model_name}_change", args=[thing.pk])
    form = client.get(address).context["adminform"].form
    filled = {name: form[name].value() for name in form.fields}
    filled = {name: value for name, value in filled.items() if value is not False}
    return client.post(address, filled | fields)


class TopicAdminTests:
    address = reverse("admin:forum_topic_changelist")

    def test_found_by_words_of_opening_comment(self, as_owner):
        make_topic(title="Quokkas", text="They smile.")
        make_topic(title="Another")
        page = as_owner.get(self.address, {"q": "smile"}).text
        assert "Quokkas" in page
        assert "Another" not in page

    def test_queries_do_not_grow(self, as_owner, django_assert_max_num_queries):
        for _ in range(20):
            make_topic()
        with django_assert_max_num_queries(9):
            as_owner.get(self.address)

    def test_hiding_takes_it_out_of_the_counts(self, as_owner):
        topic = make_topic_with(comments=2)
        assert change(as_owner, topic, state=State.HIDDEN).status_code == 302
        assert Topic.objects.get().state == State.HIDDEN
        assert Board.objects.get().comment_count == 0

    def test_moving_and_renaming(self, as_owner):
        topic, board = make_topic(), make_board()
        change(as_owner, topic, board=board.pk, title="Wombats", is_pinned="on")
        topic.refresh_from_db()
        assert (topic.board, topic.is_pinned) == (board, True)
        assert "wombats" in topic.comments.get().tokens
        board.refresh_from_db()
        assert board.topic_count == 1

    def test_nothing_is_erased(self, as_owner):
        address = reverse("admin:forum_topic_delete", args=[make_topic().pk])
        assert as_owner.get(address).status_code == 403


class CommentAdminTests:
    address = reverse("admin:forum_comment_changelist")

    def test_found_by_author(self, as_owner):
        make_topic(author=make_user("ada"), title="Engines")
        make_topic(title="Another")
        page = as_owner.get(self.address, {"q": "@Ada"}).text
        assert "Engines" in page
        assert "Another" not in page

    def test_queries_do_not_grow(self, as_owner, django_assert_max_num_queries):
        make_topic_with(comments=30)
        with django_assert_max_num_queries(9):
            as_owner.get(self.address)

    def test_text_is_made_into_html_and_tokens(self, as_owner):
        make_topic()
        change(as_owner, Comment.objects.get(), text="**wombat**")
        comment = Comment.objects.get()
        assert "<strong>wombat</strong>" in comment.html
        assert "wombat" in comment.tokens
        assert comment.edited_at

    def test_hiding_takes_it_out_of_the_counts(self, as_owner):
        topic = make_topic_with(comments=2)
        change(as_owner, topic.comments.get(number=2), state=State.HIDDEN)
        topic.refresh_from_db()
        assert topic.comment_count == 1


class BoardAdminTests:
    def test_new_board(self, as_owner):
        fields = {"name": "Choir", "slug": "choir", "access": "open", "position": 1}
        as_owner.post(reverse("admin:forum_board_add"), fields)
        assert Board.objects.get().slug == "choir"
