from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from apps.forum.models import Comment, Reaction, State

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def comment():
    return make_topic().comments.get()


def press(client, comment, **button):
    return client.post(f"/forum/comments/{comment.pk}/react/", button)


def counts(comment):
    return Comment.objects.get(pk=comment.pk).reactions


class ReactTests:
    def test_counts_are_kept_with_the_row(self, comment, ada):
        lin = make_user()
        comment.react(ada, "thanks")
        comment.react(lin, "thanks")
        comment.react(lin, "funny")
        assert counts(comment) == {"thanks": 2, "funny": 1}
        comment.unreact(lin, "funny")
        assert counts(comment) == {"thanks": 2}

    def test_twice_is_once(self, comment, ada):
        for _ in range(2):
            comment.react(ada, "agree")
        assert counts(comment) == {"agree": 1}
        for _ in range(2):
            comment.unreact(ada, "agree")
        assert counts(comment) == {}

    def test_editing_does_not_lose_them(self, comment, ada):
        stale = Comment.objects.get(pk=comment.pk)
        comment.react(ada, "agree")
        stale.edit("Other words.")
        assert counts(comment) == {"agree": 1}


class CommentReactTests:
    def test_button_is_pressed_for_the_reader_alone(self, client, as_ada, comment):
        response = press(as_ada, comment, give="thanks")
        assert response["Location"] == comment.place
        address = comment.topic.get_absolute_url()
        page = as_ada.get(address).text
        assert 'name="take" value="thanks" aria-pressed="true"' in page
        assert 'name="give" value="agree" aria-pressed="false"' in page
        client.force_login(make_user())
        page = client.get(address).text
        assert 'name="give" value="thanks" aria-pressed="false"' in page

    def test_guest_sees_counts_and_no_button(self, client, as_ada, comment):
        address = comment.topic.get_absolute_url()
        client.logout()
        assert "reaction" not in client.get(address).text  # rendered and remembered
        comment.react(make_user(), "insight")
        response = client.get(address)
        assert "Insightful:</span> 1" in response.text
        assert "<button" not in response.text.partition('class="reactions"')[2]
        assert not response.cookies

    def test_one_s_own_comment_has_numbers_only(self, client, comment):
        client.force_login(comment.author)
        assert press(client, comment, give="thanks").status_code == 403
        assert counts(comment) == {}
        comment.react(make_user(), "funny")
        page = client.get(comment.topic.get_absolute_url()).text
        assert "Funny:</span> 1" in page
        assert "/react/" not in page

    def test_what_is_sent_twice_is_done_once(self, as_ada, comment):
        for button, number in [("give", 1), ("give", 1), ("take", 0), ("take", 0)]:
            press(as_ada, comment, **{button: "thanks"})
            assert sum(counts(comment).values()) == number

    @pytest.mark.parametrize("button", [{}, {"give": "hate"}, {"take": ""}])
    def test_unknown_reaction_is_refused(self, as_ada, comment, button):
        assert press(as_ada, comment, **button).status_code == 400

    def test_what_one_may_not_read_is_not_found(self, as_ada, comment):
        private = make_topic(board=make_board(access="groups")).comments.get()
        comment.become(State.HIDDEN)
        assert press(as_ada, comment, give="thanks").status_code == 404
        assert press(as_ada, private, give="thanks").status_code == 404

    def test_who_is_blocked_sees_no_button(self, client, comment):
        blocked = make_user(block="write", block_reason="Spam.")
        client.force_login(blocked)
        assert press(client, comment, give="thanks").status_code == 403
        assert "/react/" not in client.get(comment.topic.get_absolute_url()).text

    def test_limit(self, as_ada, comment, real_limits):
        answers = [press(as_ada, comment, give="thanks") for _ in range(41)]
        assert [answer.status_code for answer in answers[-2:]] == [302, 429]


class ReactionListTests:
    def test_who_reacted_and_how(self, client, comment):
        comment.react(make_user("lin", display_name="Lin <b>"), "insight")
        page = client.get(f"/forum/comments/{comment.pk}/reactions/").text
        assert "Lin &lt;b&gt;" in page
        assert "Insightful" in page

    def test_hidden_comment_is_not_found(self, client, comment):
        comment.become(State.HIDDEN)
        address = f"/forum/comments/{comment.pk}/reactions/"
        assert client.get(address).status_code == 404

    def test_queries_do_not_grow(self, client, comment, django_assert_num_queries):
        for _ in range(5):
            comment.react(make_user(), "agree")
        with django_assert_num_queries(2):
            client.get(f"/forum/comments/{comment.pk}/reactions/")


def test_page_asks_once_for_all_of_the_reader_s_marks(
    as_ada, ada, django_assert_max_num_queries
):
    topic = make_topic_with(20)
    for comment in topic.comments.all():
        comment.react(ada, "thanks")
        ada.bookmarks.create(comment=comment)
    as_ada.get(topic.get_absolute_url())
    with django_assert_max_num_queries(6):
        page = as_ada.get(topic.get_absolute_url()).text
    assert page.count('value="thanks" aria-pressed="true"') == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.database("postgresql")
def test_counts_are_exact_when_many_react_at_once():
    topic = make_topic()
    comment = topic.comments.get()
    people = [make_user() for _ in range(12)]

    def toggle(person):
        try:
            mine = Comment.objects.get(pk=comment.pk)
            for _ in range(5):
                mine.react(person, "thanks")
                mine.react(person, "agree")
                mine.unreact(person, "agree")
        finally:
            connection.close()

    def answer(number):
        try:
            make_answer = topic.reply(people[0], f"Meanwhile {number}")
            make_answer.react(people[1], "funny")
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(toggle, people))
    with ThreadPoolExecutor(16) as pool:
        doing = [pool.submit(toggle, person) for person in people]
        doing += [pool.submit(answer, number) for number in range(4)]
        for one in doing:
            one.result(timeout=60)
    assert counts(comment) == {"thanks": 12}
    assert Reaction.objects.filter(comment=comment).count() == 12
