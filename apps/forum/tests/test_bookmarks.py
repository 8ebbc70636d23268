import pytest

from apps.forum.models import Bookmark, State

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db
LIST = "/forum/bookmarks/"


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def press(client, comment, keep="yes"):
    return client.post(f"/forum/comments/{comment.pk}/bookmark/", {"keep": keep})


class CommentBookmarkTests:
    def test_button_keeps_and_says_so(self, as_ada, ada):
        comment = make_topic_with(2).comments.get(number=2)
        response = press(as_ada, comment)
        assert response["Location"] == comment.place
        assert ada.bookmarks.get().comment == comment
        page = as_ada.get(comment.topic.get_absolute_url()).text
        assert page.count('aria-pressed="true">Bookmarked') == 1

    def test_sent_twice_keeps_once_and_takes_away_once(self, as_ada, ada):
        comment = make_topic().comments.get()
        for keep, number in [("yes", 1), ("yes", 1), ("no", 0), ("no", 0)]:
            press(as_ada, comment, keep)
            assert ada.bookmarks.count() == number

    def test_others_do_not_see_it(self, client, as_ada):
        comment = make_topic().comments.get()
        press(as_ada, comment)
        client.force_login(make_user("lin"))
        page = client.get(comment.topic.get_absolute_url()).text
        assert "Bookmarked" not in page
        assert "Nothing kept yet" in client.get(LIST).text

    def test_guest_is_asked_to_sign_in_and_sees_no_button(self, client):
        comment = make_topic().comments.get()
        assert press(client, comment).status_code == 302
        assert not Bookmark.objects.exists()
        assert "Bookmark" not in client.get(comment.topic.get_absolute_url()).text

    def test_comment_that_is_not_to_be_read_is_not_found(self, as_ada):
        hidden = make_topic().comments.get()
        hidden.become(State.HIDDEN)
        private = make_topic(board=make_board(access="groups")).comments.get()
        assert press(as_ada, hidden).status_code == 404
        assert press(as_ada, private).status_code == 404


class BookmarkListTests:
    def test_latest_first_with_notes(self, as_ada, ada):
        for title in ["First kept", "Second kept"]:
            comment = make_topic(title=title).comments.get()
            ada.bookmarks.create(comment=comment, note="For <b>Thursday</b>")
        page = as_ada.get(LIST).text
        assert page.index("Second kept") < page.index("First kept")
        assert "For &lt;b&gt;Thursday&lt;/b&gt;" in page

    def test_what_was_hidden_since_is_not_there(self, as_ada, ada):
        comment = make_topic(title="Cheap watches").comments.get()
        ada.bookmarks.create(comment=comment)
        comment.become(State.HIDDEN)
        assert "Cheap watches" not in as_ada.get(LIST).text
        comment.become(State.PUBLISHED)
        assert "Cheap watches" in as_ada.get(LIST).text

    def test_pages_and_queries_do_not_grow(
        self, as_ada, ada, django_assert_max_num_queries
    ):
        topic = make_topic_with(25)
        for comment in topic.comments.all():
            ada.bookmarks.create(comment=comment)
        with django_assert_max_num_queries(5):
            first = as_ada.get(LIST)
        assert first.context["page"].older


class BookmarkEditTests:
    def test_note_is_kept(self, as_ada, ada):
        mark = ada.bookmarks.create(comment=make_topic().comments.get())
        assert as_ada.post(f"{LIST}{mark.pk}/", {"note": " For  later "}).url == LIST
        mark.refresh_from_db()
        assert mark.note == "For later"

    def test_note_that_is_too_long_is_refused(self, as_ada, ada):
        mark = ada.bookmarks.create(comment=make_topic().comments.get())
        response = as_ada.post(f"{LIST}{mark.pk}/", {"note": "x" * 201})
        assert response.status_code == 200
        assert "at most 200" in response.text

    def test_bookmark_is_taken_away(self, as_ada, ada):
        mark = ada.bookmarks.create(comment=make_topic().comments.get())
        as_ada.post(f"{LIST}{mark.pk}/", {"remove": ""})
        assert not ada.bookmarks.exists()

    def test_somebody_else_s_is_not_found(self, as_ada):
        mark = make_user().bookmarks.create(comment=make_topic().comments.get())
        assert as_ada.get(f"{LIST}{mark.pk}/").status_code == 404
        assert as_ada.post(f"{LIST}{mark.pk}/", {"remove": ""}).status_code == 404
