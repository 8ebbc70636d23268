from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.forum import unread
from apps.forum.models import Reading, State, Topic

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def number_of(member, topic):
    return Reading.objects.get(member=member, topic=topic).number


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def grow_old(topic, days):
    """Let a topic and its comments be of some days ago."""
    topic.comments.update(created_at=days_ago(days))
    Topic.objects.filter(pk=topic.pk).update(
        created_at=days_ago(days), last_comment_at=days_ago(days)
    )


class ReachTests:
    def test_moves_forward_and_never_back(self, ada):
        topic = make_topic()
        for number, then in [(3, 3), (7, 7), (5, 7)]:
            Reading.objects.reach(ada, topic, number)
            assert number_of(ada, topic) == then

    def test_all_read_is_one_moment_and_no_marks(self, ada):
        for _ in range(3):
            Reading.objects.reach(ada, make_topic(), 1)
        Reading.objects.reach_everywhere(ada, timezone.now())
        assert not Reading.objects.exists()
        ada.refresh_from_db()
        assert not unread.topics_for(ada)

    def test_all_read_never_moves_back_nor_ahead(self, ada):
        User.objects.update(joined_at=days_ago(10), read_until=days_ago(5))
        Reading.objects.reach_everywhere(ada, days_ago(9))
        ada.refresh_from_db()
        assert ada.read_until > days_ago(6)
        Reading.objects.reach_everywhere(ada, days_ago(-9))
        ada.refresh_from_db()
        assert ada.read_until <= timezone.now()

    def test_old_marks_are_forgotten_and_nothing_is_new_again(self, ada):
        User.objects.update(joined_at=days_ago(100))
        ada.refresh_from_db()
        topic = make_topic_with(3)
        Reading.objects.reach(ada, topic, 2)
        Reading.objects.update(moved_at=days_ago(61))
        grow_old(topic, 61)
        unread.prune()
        assert not Reading.objects.exists()
        assert not unread.topics_for(ada)
        topic.refresh_from_db()
        topic.reply(make_user(), "After a long time.")
        topic.refresh_from_db()
        unread.count([topic], ada)
        assert (topic.first_new, topic.new_count) == (4, 1)


class TopicDetailTests:
    """Opening a page of a topic moves the mark."""

    def test_what_one_has_written_oneself_is_no_news(self, as_ada, ada):
        topic = make_topic_with(2)
        as_ada.get(topic.get_absolute_url())
        own = {"text": "My answer", "form_key": str(uuid4())}
        answer = as_ada.post(f"/forum/topics/{topic.pk}/reply/", own, follow=True)
        assert "My answer" in answer.text
        assert "New to you" not in answer.text
        topic.refresh_from_db()
        other = topic.reply(make_user(), "Another answer")
        text = as_ada.get(topic.get_absolute_url()).text
        before, after = text.split("New to you")
        assert "My answer" in before
        assert f"comment-{other.pk}" in after

    def test_each_page_moves_the_mark(self, as_ada, ada):
        topic = make_topic_with(41)
        for page, number in [(1, 20), (3, 41), (2, 41)]:
            as_ada.get(f"{topic.get_absolute_url()}?page={page}")
            assert number_of(ada, topic) == number

    def test_nothing_is_written_when_nothing_changes(self, as_ada):
        topic = make_topic_with(3)
        as_ada.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            as_ada.get(topic.get_absolute_url())
        assert all(query["sql"].strip().startswith("SELECT") for query in queries)

    def test_topic_from_before_joining_is_read_and_leaves_no_mark(self, as_ada):
        topic = make_topic_with(3)
        grow_old(topic, 1)
        as_ada.get(topic.get_absolute_url())
        assert not Reading.objects.exists()

    def test_guest_leaves_no_mark(self, client):
        page = client.get(make_topic_with(3).get_absolute_url()).text
        assert not Reading.objects.exists()
        assert "Next unread" not in page

    def test_line_stands_before_the_first_new_comment(self, as_ada):
        topic = make_topic_with(3)
        as_ada.get(topic.get_absolute_url())
        comment = topic.reply(make_user(), "Something new.")
        page = as_ada.get(topic.get_absolute_url()).text
        assert 'id="new"' in page
        assert page.index("Comment number 3") < page.index('id="new"')
        assert page.index('id="new"') < page.index(f'id="comment-{comment.pk}"')
        assert 'id="new"' not in as_ada.get(topic.get_absolute_url()).text

    def test_way_to_the_next_unread_topic_is_at_the_end(self, as_ada):
        topic = make_topic_with(21)
        assert "Next unread" not in as_ada.get(topic.get_absolute_url()).text
        page = as_ada.get(f"{topic.get_absolute_url()}?page=2").text
        assert f"/forum/unread/next/?after={topic.pk}" in page


class RowsTests:
    """Rows of lists say how much is new."""

    @pytest.mark.parametrize("address", ["/", "/forum/topics/", "/forum/unread/"])
    def test_new_comments_are_counted_with_a_way_to_the_first(self, as_ada, address):
        topic = make_topic_with(19)
        as_ada.get(topic.get_absolute_url())
        for _ in range(3):
            topic.reply(make_user(), "New.")
        page = as_ada.get(address).text
        assert ">3 new<" in page
        assert f'href="{topic.get_absolute_url()}#new"' in page  # number 20, page 1
        as_ada.get(topic.get_absolute_url())
        page = as_ada.get(address).text
        assert ">2 new<" in page
        assert f'href="{topic.get_absolute_url()}?page=2#new"' in page

    def test_board_counts_too(self, as_ada):
        topic = make_topic_with(2)
        assert ">2 new<" in as_ada.get(topic.board.get_absolute_url()).text

    def test_only_what_came_after_the_moment_is_new(self, as_ada, ada):
        topic = make_topic_with(5)
        topic.comments.filter(number__lte=3).update(created_at=days_ago(1))
        page = as_ada.get("/forum/topics/").text
        assert ">2 new<" in page

    def test_guests_see_nothing_of_it(self, client):
        make_topic()
        assert "new<" not in client.get("/forum/topics/").text

    def test_one_query_for_the_page(self, ada, django_assert_num_queries):
        for _ in range(4):
            Reading.objects.reach(ada, make_topic_with(3), 2)
        topics = list(Topic.objects.all())
        with django_assert_num_queries(1):
            unread.count(topics, ada)
        assert [topic.new_count for topic in topics] == [1, 1, 1, 1]

    def test_no_query_where_nothing_is_recent(self, ada, django_assert_num_queries):
        topic = make_topic()
        grow_old(topic, 2)
        topics = list(Topic.objects.all())
        with django_assert_num_queries(0):
            unread.count(topics, ada)


class UnreadListTests:
    def test_guest_is_asked_to_sign_in(self, client):
        assert client.get("/forum/unread/")["Location"].startswith("/accounts/login/")

    def test_nothing_unread_says_so(self, as_ada):
        assert "You have read everything" in as_ada.get("/forum/unread/").text

    def test_what_one_may_not_see_is_not_there(self, as_ada):
        make_topic(title="In the staff room", board=make_board(access="groups"))
        hidden = make_topic(title="Cheap watches")
        hidden.become(State.HIDDEN)
        page = as_ada.get("/forum/unread/").text
        assert "staff room" not in page
        assert "Cheap watches" not in page

    def test_pages_go_on_from_the_last_row(self, as_ada):
        board, author = make_board(), make_user()
        for number in range(22):
            make_topic(author, board, title=f"Topic {number:02}")
        first = as_ada.get("/forum/unread/")
        second = as_ada.get(f"/forum/unread/?{first.context['page'].older}")
        assert "Topic 02" in first.text
        assert "Topic 01" not in first.text
        assert "Topic 01" in second.text

    def test_queries_do_not_grow(self, as_ada, django_assert_max_num_queries):
        board, author = make_board(), make_user()
        for _ in range(15):
            make_topic(author, board)
        with django_assert_max_num_queries(6):
            as_ada.get("/forum/unread/")


class UnreadNextTests:
    def test_leads_to_the_first_new_comment(self, as_ada):
        topic = make_topic_with(21)
        as_ada.get(topic.get_absolute_url())
        response = as_ada.get("/forum/unread/next/")
        assert response["Location"] == f"{topic.get_absolute_url()}?page=2#new"

    def test_leaves_out_the_topic_that_one_comes_from(self, as_ada):
        other, topic = make_topic(), make_topic()
        response = as_ada.get(f"/forum/unread/next/?after={topic.pk}")
        assert response["Location"] == f"{other.get_absolute_url()}#new"

    @pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "9" * 5_000])
    def test_at_the_end_there_is_the_empty_list(self, as_ada, after):
        response = as_ada.get("/forum/unread/next/", {"after": after})
        assert response["Location"] == "/forum/unread/"


class UnreadClearTests:
    def test_marks_all_as_read(self, as_ada):
        make_topic()
        page = as_ada.post("/forum/unread/clear/", follow=True).text
        assert "You have read everything" in page

    def test_what_came_after_the_page_was_made_stays_new(self, as_ada):
        make_topic(title="Seen")
        until = as_ada.get("/forum/unread/").context["until"]
        make_topic(title="Came meanwhile")
        form = {"until": until.isoformat()}
        page = as_ada.post("/forum/unread/clear/", form, follow=True).text
        assert "Seen" not in page
        assert "Came meanwhile" in page

    @pytest.mark.parametrize("until", ["x", "2026-02-31T00:00Z", "2026-01-01T00:00"])
    def test_nonsense_means_now(self, as_ada, until):
        make_topic()
        page = as_ada.post("/forum/unread/clear/", {"until": until}, follow=True)
        assert "You have read everything" in page.text

    def test_get_clears_nothing(self, as_ada):
        assert as_ada.get("/forum/unread/clear/").status_code == 405


@pytest.mark.django_db(transaction=True)
@pytest.mark.database("postgresql")
def test_pages_opened_at_once_leave_the_furthest():
    ada, topic = make_user(), make_topic()

    def reach(number):
        try:
            Reading.objects.reach(ada, topic, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(reach, [20, 60, 40, 80, 10, 30]))
    assert number_of(ada, topic) == 80
