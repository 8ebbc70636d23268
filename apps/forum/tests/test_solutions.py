import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.forum.models import State, Topic

from .make import make_board, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic_with(3, board=make_board(takes_questions=True))


@pytest.fixture
def answer(topic):
    return topic.reply(make_user("tomasz"), "Start the socket *first*.")


@pytest.fixture
def as_asker(client, topic):
    client.force_login(topic.author)
    return client


def press(client, comment, solved="yes"):
    return client.post(f"/forum/comments/{comment.pk}/solve/", {"solved": solved})


def solution_of(topic):
    topic.refresh_from_db()
    return topic.solution, topic.solution_number


class SolveTests:
    def test_another_answer_takes_the_place(self, topic, answer):
        topic.solve(topic.comments.get(number=2))
        topic.solve(answer)
        assert solution_of(topic) == (answer, answer.number)
        assert topic.comments.exclude(solved_at=None).get() == answer

    def test_taken_back(self, topic, answer):
        topic.solve(answer)
        topic.unsolve(answer)
        assert solution_of(topic) == (None, None)
        answer.become(State.HIDDEN)
        answer.become(State.PUBLISHED)
        assert solution_of(topic) == (None, None)

    def test_taking_back_leaves_another_s_place(self, topic, answer):
        topic.solve(answer)
        topic.unsolve(topic.comments.get(number=2))
        assert solution_of(topic) == (answer, answer.number)

    def test_what_has_just_gone_solves_nothing(self, topic, answer):
        answer.become(State.HIDDEN)
        with pytest.raises(Topic.Changed):
            topic.solve(answer)

    @pytest.mark.parametrize("state", [State.HIDDEN, State.DELETED, State.WITHDRAWN])
    def test_hidden_solution_is_none_and_comes_back(self, topic, answer, state):
        topic.solve(answer)
        answer.become(state)
        assert solution_of(topic) == (None, None)
        answer.become(State.PUBLISHED)
        assert solution_of(topic) == (answer, answer.number)

    def test_comes_back_to_no_other_s_place(self, topic, answer):
        other = topic.comments.get(number=2)
        topic.solve(answer)
        answer.become(State.HIDDEN)
        topic.solve(other)
        answer.become(State.PUBLISHED)
        assert solution_of(topic) == (other, 2)


class TopicDetailTests:
    def test_answer_stands_under_the_question(self, client, topic, answer):
        topic.solve(answer)
        page = client.get(topic.get_absolute_url()).text
        box = page.partition('class="solution"')[2].partition("</aside>")[0]
        assert "Start the socket <em>first</em>." in box
        assert f'href="{topic.get_absolute_url()}#comment-{answer.pk}"' in box
        assert page.index("Tell me.") < page.index('class="solution"')
        assert page.index('class="solution"') < page.index("Comment number 2")

    def test_first_answer_is_not_shown_twice(self, client, topic):
        topic.solve(topic.comments.get(number=2))
        page = client.get(topic.get_absolute_url()).text
        assert 'class="solution"' not in page
        assert page.count("Comment number 2") == 1

    def test_from_another_page_without_another_query(self, client):
        topic = make_topic_with(22, board=make_board(takes_questions=True))
        address = topic.get_absolute_url()
        with CaptureQueriesContext(connection) as before:
            client.get(address)
        answer = topic.reply(make_user(), "Start the socket first.")
        topic.solve(answer)
        with CaptureQueriesContext(connection) as after:
            page = client.get(address).text
        assert len(after) == len(before)
        assert page.count("Start the socket first.") == 1
        assert f"{address}?page=2#comment-{answer.pk}" in page
        assert f'id="comment-{answer.pk}"' not in page
        second = client.get(f"{address}?page=2").text
        assert 'class="solution"' not in second
        assert "solved it" in second

    def test_hidden_solution_is_nowhere(self, client, topic, answer):
        topic.solve(answer)
        answer.become(State.HIDDEN)
        for address in [topic.get_absolute_url(), "/forum/topics/", "/"]:
            page = client.get(address).text
            assert "solved" not in page
            assert "Start the socket" not in page

    def test_rows_say_solved(self, client, topic, answer):
        assert "solved" not in client.get("/forum/topics/").text
        topic.solve(answer)
        page = client.get("/forum/topics/").text
        assert f'{topic.get_absolute_url()}#comment-{answer.pk}">solved<' in page

    def test_who_asked_has_the_buttons(self, as_asker, topic, answer):
        page = as_asker.get(topic.get_absolute_url()).text
        assert page.count("This solved it") == 3  # not under the question
        press(as_asker, answer)
        page = as_asker.get(topic.get_absolute_url()).text
        assert page.count("Not the solution after all") == 1

    def test_others_have_none(self, client, topic, answer):
        client.force_login(answer.author)
        assert "This solved it" not in client.get(topic.get_absolute_url()).text


class CommentSolveTests:
    def test_who_asked_marks_and_takes_back(self, as_asker, topic, answer):
        assert press(as_asker, answer)["Location"] == topic.get_absolute_url()
        assert solution_of(topic) == (answer, answer.number)
        press(as_asker, answer, "no")
        assert solution_of(topic) == (None, None)

    def test_moderator_of_the_board_may(self, client, topic, answer):
        moderator = make_user(is_staff=True)
        topic.board.moderators.add(moderator)
        client.force_login(moderator)
        press(client, answer)
        assert solution_of(topic) == (answer, answer.number)

    def test_who_answered_may_not(self, client, topic, answer):
        client.force_login(answer.author)
        assert press(client, answer).status_code == 403
        assert solution_of(topic) == (None, None)

    def test_question_is_no_answer(self, as_asker, topic):
        assert press(as_asker, topic.comments.get(number=1)).status_code == 404

    def test_hidden_comment_is_not_found(self, as_asker, topic, answer):
        answer.become(State.HIDDEN)
        assert press(as_asker, answer).status_code == 404

    def test_board_without_questions_has_none(self, client):
        topic = make_topic_with(2)
        client.force_login(topic.author)
        assert press(client, topic.comments.get(number=2)).status_code == 403
        assert "This solved it" not in client.get(topic.get_absolute_url()).text
