"""A member's list of their own pictures, and deleting what stands nowhere."""

import pytest

from apps.forum.models import Picture, State

from .make import make_picture, make_topic, make_user

pytestmark = pytest.mark.django_db

LIST = "/forum/pictures/"


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def delete(client, picture):
    return client.post(f"{LIST}{picture.pk}/delete/", follow=True)


class OwnPicturesTests:
    def test_says_where_each_stands_and_what_they_take_up(self, as_ada, ada):
        used, unused, others = make_picture(ada), make_picture(ada), make_picture()
        topic = make_topic(author=ada, title="Ships")
        comment = topic.reply(ada, used.as_markdown("A ship"))
        text = as_ada.get(LIST).text
        assert used.address in text and unused.address in text
        assert others.address not in text
        assert f'href="{comment.get_absolute_url()}"' in text and "Ships" in text
        assert f"{used.size + unused.size}\xa0bytes of your 100.0\xa0MB" in text
        assert text.count("Delete it now") == 1

    def test_tells_nothing_of_a_topic_that_was_closed_to_its_owner(self, as_ada, ada):
        topic = make_topic(title="Secret plans")
        topic.reply(ada, make_picture(ada).as_markdown("A ship"))
        topic.become(State.HIDDEN, "Advertising.")
        text = as_ada.get(LIST).text
        assert "Secret plans" not in text
        assert "closed to you" in text

    def test_queries_do_not_grow(self, as_ada, ada, django_assert_max_num_queries):
        topic = make_topic(author=ada)
        for _ in range(6):
            topic.reply(ada, make_picture(ada).as_markdown("A ship"))
        with django_assert_max_num_queries(10):
            as_ada.get(LIST)

    def test_empty(self, as_ada):
        assert "No pictures" in as_ada.get(LIST).text

    def test_what_stands_nowhere_is_deleted_at_once(self, as_ada, ada):
        picture = make_picture(ada)
        assert "is gone" in delete(as_ada, picture).text
        assert not Picture.objects.exists()

    def test_what_stands_in_a_comment_or_a_draft_stays(self, as_ada, ada):
        shown, drafted = make_picture(ada), make_picture(ada)
        topic = make_topic(author=ada)
        topic.reply(ada, shown.as_markdown("A ship"))
        form = {"text": drafted.as_markdown("A ship"), "keep": "1"}
        as_ada.post(f"/forum/topics/{topic.pk}/reply/", form)
        for picture in shown, drafted:
            assert "Take it out there first" in delete(as_ada, picture).text
        assert Picture.objects.count() == 2

    def test_nobody_deletes_what_is_anothers(self, as_ada):
        assert delete(as_ada, make_picture()).status_code == 404
        assert Picture.objects.exists()
