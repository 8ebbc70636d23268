import pytest
from django.db import IntegrityError, transaction

from apps.forum.models import Board, State, Watch

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db
LIST = "/forum/watching/"


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def topic():
    return make_topic(title="On engines")


class TopicWatchTests:
    def test_each_button_does_what_it_says(self, as_ada, ada, topic):
        address = f"{topic.get_absolute_url()}watch/"
        for level, label in ("watch", "Stop watching"), ("mute", "Unmute"):
            response = as_ada.post(address, {"level": level})
            assert response.url == topic.get_absolute_url()
            assert topic.watches.get(member=ada).level == level
            assert label in as_ada.get(response.url).content.decode()
        as_ada.post(address, {"level": ""})
        assert not Watch.objects.filter(member=ada).exists()

    def test_visitor_signs_in_first(self, client, topic):
        response = client.post(f"{topic.get_absolute_url()}watch/", {"level": "watch"})
        assert response.url.startswith("/accounts/login/")

    def test_visitor_sees_no_buttons(self, client, topic):
        assert "/watch/" not in client.get(topic.get_absolute_url()).content.decode()

    def test_not_by_a_link(self, as_ada, topic):
        assert as_ada.get(f"{topic.get_absolute_url()}watch/").status_code == 405

    def test_other_levels_are_refused(self, as_ada, topic):
        address = f"{topic.get_absolute_url()}watch/"
        assert as_ada.post(address, {"level": "stare"}).status_code == 400

    @pytest.mark.parametrize("way", ["hidden", "closed board"])
    def test_what_one_may_not_see_is_not_found(self, as_ada, topic, way):
        if way == "hidden":
            topic.become(State.HIDDEN)
        else:
            topic.move(make_board(access=Board.Access.GROUPS))
        address = f"{topic.get_absolute_url()}watch/"
        assert as_ada.post(address, {"level": "watch"}).status_code == 404


class BoardWatchTests:
    def test_watch_and_stop(self, as_ada, ada):
        board = make_board()
        address = f"{board.get_absolute_url()}watch/"
        as_ada.post(address, {"level": "watch"})
        assert "Stop watching" in as_ada.get(board.get_absolute_url()).content.decode()
        as_ada.post(address, {"level": ""})
        assert not board.watches.exists()

    def test_board_of_others_is_not_found(self, as_ada):
        board = make_board(access=Board.Access.GROUPS)
        address = f"{board.get_absolute_url()}watch/"
        assert as_ada.post(address, {"level": "watch"}).status_code == 404


class WatchListTests:
    def test_topics_and_boards(self, as_ada, ada, topic):
        Watch.objects.choose(ada, "watch", topic=topic)
        Watch.objects.choose(ada, "mute", board=topic.board)
        page = as_ada.get(LIST).content.decode()
        assert "On engines" in page
        assert topic.board.name in page
        assert "Unmute" in page

    def test_hidden_topic_is_left_out(self, as_ada, ada, topic):
        Watch.objects.choose(ada, "watch", topic=topic)
        topic.become(State.HIDDEN)
        assert "On engines" not in as_ada.get(LIST).content.decode()

    def test_button_leads_back_to_the_list(self, as_ada, ada, topic):
        Watch.objects.choose(ada, "watch", topic=topic)
        address = f"{topic.get_absolute_url()}watch/"
        assert as_ada.post(address, {"level": "", "from": "list"}).url == LIST
        assert "Nothing yet" in as_ada.get(LIST).content.decode()

    def test_queries_do_not_grow(self, as_ada, ada, django_assert_max_num_queries):
        for _ in range(20):
            Watch.objects.choose(ada, "watch", topic=make_topic())
        with django_assert_max_num_queries(3):
            as_ada.get(LIST)


class WatchTests:
    def test_one_choice_for_one_place(self, ada, topic):
        for level in "watch", "mute", "watch":
            Watch.objects.choose(ada, level, topic=topic)
        assert topic.watches.get(member=ada).level == "watch"

    def test_database_wants_one_place(self, ada, topic):
        for places in {}, {"topic": topic, "board": topic.board}:
            with pytest.raises(IntegrityError), transaction.atomic():
                Watch.objects.create(member=ada, **places)
