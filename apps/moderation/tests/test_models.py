from functools import partial
from threading import Barrier, Event, Thread
from time import sleep

import pytest
from django.db import connection, connections, transaction

from apps.moderation.acts import perform
from apps.moderation.models import Action, Case, Report

from .make import (
    make_board,
    make_board_moderator,
    make_moderator,
    make_report,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def at_once(*functions):
    """Run functions in threads that begin together, each with its own connection."""
    barrier, errors, where = Barrier(len(functions)), [], connection.settings_dict

    def run(function):
        connections["default"] = connections.create_connection("default")
        connections["default"].settings_dict = where
        try:
            barrier.wait(10)
            function()
        except Exception as error:
            errors.append(error)
        finally:
            connections["default"].close()

    threads = [Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


class CaseReportTests:
    def test_many_reports_at_once_make_one_case(self, shared_database):
        topic = make_topic()
        members = [make_user() for _ in range(6)]
        at_once(
            *(
                partial(Case.objects.report, topic, member, "spam")
                for member in members * 2
            )
        )
        case = Case.objects.get()
        assert (case.report_count, case.reports.count()) == (6, 6)

    def test_report_waits_for_the_decision_and_opens_a_new_case(self, shared_database):
        topic, late = make_topic(), make_user("late")
        moderator = make_board_moderator(topic.board)
        make_report(topic)
        is_decided = Event()

        def decide():
            with transaction.atomic():
                perform("close", topic, moderator, "Too long.")
                is_decided.set()
                sleep(0.5)  # the other one begins before this is committed

        def report():
            is_decided.wait(10)
            Case.objects.report(topic, late, "spam")

        at_once(decide, report)
        assert Case.objects.get(action__act="close").report_count == 1
        assert Report.objects.get(reporter=late).case.is_open

    def test_case_knows_whose_thing_it_is(self):
        topic = make_topic()
        for thing in topic, topic.comments.get(), topic.author:
            assert make_report(thing).person == topic.author


class CaseOpenToTests:
    def test_board_moderator_gets_comments_and_topics_of_the_board(self):
        topic = make_topic()
        cases = {make_report(topic), make_report(topic.comments.get())}
        make_report(topic.author)
        make_report(make_topic())
        moderator = make_board_moderator(topic.board)
        assert set(Case.objects.open_to(moderator)) == cases

    def test_case_follows_a_topic_that_is_moved(self):
        topic, board = make_topic(), make_board()
        case = make_report(topic.comments.get())
        perform("move", topic, make_moderator(), "Fits better.", board=board)
        assert case in Case.objects.open_to(make_board_moderator(board))

    def test_nobody_gets_their_own(self):
        moderator = make_moderator()
        make_report(make_topic(author=moderator))
        make_report(moderator)
        assert not Case.objects.open_to(moderator)


class CaseDecideTests:
    def test_only_the_open_case_is_closed(self):
        topic, moderator = make_topic(), make_moderator()
        old = make_report(topic)
        old.dismiss(moderator, "Fine.")
        new = make_report(topic)
        action = perform("hide", topic, moderator, "Not fine.")
        old.refresh_from_db()
        new.refresh_from_db()
        assert (old.decision, old.action) == ("Fine.", None)
        assert (new.decision, new.action) == ("Not fine.", action)

    def test_second_decision_is_none(self):
        case = make_report(make_topic())
        assert case.dismiss(make_moderator(), "Fine.")
        assert not case.dismiss(make_moderator(), "Mine.")


class ActionTests:
    def test_says_whose_and_where(self):
        topic, moderator, board = make_topic(), make_moderator(), make_board()
        before = topic.board
        move = perform("move", topic, moderator, "Fits better.", board=board)
        hide = perform("hide", topic.comments.get(), moderator, "Advertising.")
        block = perform("block", topic.author, moderator, "Advertising.")
        assert [action.board for action in (move, hide, block)] == [
            before,
            board,
            None,
        ]
        assert {action.person for action in (move, hide, block)} == {topic.author}

    def test_act_on_a_private_board_stays_private_when_the_topic_moves(self, rf):
        topic = make_topic(board=make_board(access="groups"))
        perform("close", topic, make_moderator(), "Too long.")
        perform("move", topic, make_moderator(), "For all.", board=make_board())
        assert not Action.objects.visible_to(make_user())
