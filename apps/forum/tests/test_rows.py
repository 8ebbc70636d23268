import pytest
from django.db.models.signals import post_init

from apps.forum import rows
from apps.forum.models import Board, Topic
from apps.forum.models.state import Constant

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_row_tells_what_the_topic_does():
    ada, lin = make_user("ada", display_name="Ada Okafor"), make_user("lin")
    topic = make_topic(author=ada, board=make_board(slug="looms"), title="On looms")
    topic.reply(lin, "They weave.")
    [row] = rows.read(Topic.objects.all())
    topic.refresh_from_db()
    fields = rows.FIELDS[""]
    assert [getattr(row.topic, name) for name in fields] == [
        getattr(topic, name) for name in fields
    ]
    assert row.topic.board.get_absolute_url() == "/forum/boards/looms/"
    assert (row.topic.author.name, row.topic.last_author.name) == ("Ada Okafor", "lin")
    assert (row.pk, row.last_comment_at) == (topic.pk, topic.last_comment_at)


def test_reading_and_showing_is_one_query(django_assert_num_queries):
    make_topic()
    with django_assert_num_queries(1):
        [row] = rows.read(Topic.objects.all())
        assert row.topic.author.face_url
        assert row.topic.last_place
        assert row.topic.tag_links is not None


def test_what_was_rendered_before_makes_no_object(client):
    topic, made = make_topic(), []

    def note(sender, **_):
        made.append(sender)

    assert topic.title in client.get("/forum/topics/").text
    post_init.connect(note, sender=Topic)
    post_init.connect(note, sender=Board)
    try:
        assert topic.title in client.get("/forum/topics/").text
        assert made == []
        Topic.objects.update(title="Another title")
        assert "Another title" in client.get("/forum/topics/").text
        assert made == [Topic, Board]
    finally:
        post_init.disconnect(note, sender=Topic)
        post_init.disconnect(note, sender=Board)


def test_that_it_is_published_stands_in_the_statement_itself():
    """Or PostgreSQL makes a plan each time, which takes longer than the reading."""
    sql, params = Topic.objects.published().query.sql_with_params()
    assert sql.endswith("= 'published'")
    assert params == ()


def test_nothing_but_a_word_gets_there():
    with pytest.raises(ValueError):
        str(Topic.objects.filter(state=Constant("'; --")).query)
