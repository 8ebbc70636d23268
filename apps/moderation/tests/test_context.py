import pytest
from django.contrib.auth.models import AnonymousUser

from apps.moderation import context

from .make import (
    make_board,
    make_board_moderator,
    make_moderator,
    make_report,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


class OpenCasesTests:
    def test_costs_guests_and_members_nothing(self, django_assert_num_queries):
        member = make_user()
        with django_assert_num_queries(0):
            for user in AnonymousUser(), member:
                assert context.open_cases(user) is None

    def test_is_for_who_decides(self):
        topic = make_topic()
        make_report(topic)
        make_report(make_user())
        assert context.open_cases(make_moderator()) == "2"
        assert context.open_cases(make_board_moderator(topic.board)) == "1"
        assert context.open_cases(make_board_moderator(make_board())) == "0"
        assert context.open_cases(make_moderator(name="Teachers")) is None

    def test_counts_no_further_than_worth_it(self, monkeypatch):
        monkeypatch.setattr(context, "MANY", 3)
        for _ in range(4):
            make_report(make_topic())
        assert context.open_cases(make_moderator()) == "2+"

    def test_link_in_the_menu(self, client):
        make_report(make_topic())
        assert "Moderation (1)" not in client.get("/forum/").text
        client.force_login(make_user())
        assert 'href="/moderation/"' not in client.get("/forum/").text
        client.force_login(make_moderator(name="Teachers"))
        assert 'href="/moderation/"' not in client.get("/forum/").text
        client.force_login(make_moderator())
        assert "Moderation (1)" in client.get("/forum/").text
