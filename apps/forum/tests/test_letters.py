"""Letters about the forum, through the worker as a process and a real mail server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.forum.models import State, Watch
from apps.look.models import Heartbeat, QueuedTask
from apps.look.tests.processes import until
from apps.notifications.models import Preference

from .make import make_topic, make_user


@pytest.fixture
def ada(shared_database):
    return make_user("ada")


@pytest.fixture
def lin(shared_database):
    return make_user("lin")


@pytest.fixture
def topic(ada):
    return make_topic(author=ada, title="On engines")


def letter_tasks():
    return QueuedTask.objects.filter(task_path__endswith="send_notice")


def failed_once():
    return letter_tasks().filter(status="READY").exclude(exception_class_path="")


def make_due():
    QueuedTask.objects.filter(status="READY").update(run_after=timezone.now())


def all_done():
    return not QueuedTask.objects.exclude(status="SUCCESSFUL").exists()


def let_time_pass():
    """Let every sign of life and every claim be an hour older."""
    hour = timedelta(hours=1)
    Heartbeat.objects.update(seen_at=timezone.now() - hour)
    QueuedTask.objects.filter(status="RUNNING").update(started_at=timezone.now() - hour)


def test_letters_of_a_topic_are_one_thread(topic, ada, lin, mail_server, start_worker):
    mail_server.start()
    topic.reply(lin, "It **turns**.")
    topic.reply(lin, "[Here](/forum/), @ada & <b>all</b>.")
    worker = start_worker()
    until(all_done, worker.log.read_text)
    first, second = mail_server.letters
    assert [letter["Subject"] for letter in (first, second)] == [
        "Re: [myweb] On engines"
    ] * 2
    assert first["References"] == second["References"]
    assert first["References"] == f"<topic-{topic.pk}.{ada.pk}@forum.example.org>"
    assert first["Message-ID"] != second["Message-ID"]
    assert first["List-Id"] == "<reply.forum.example.org>"
    assert second["List-Id"] == "<mention.forum.example.org>"
    text = second.get_body(["plain"]).get_content()
    assert "lin mentioned you in “On engines”:" in text
    assert "> [Here](/forum/), @ada & <b>all</b>." in text
    html = second.get_body(["html"]).get_content()
    assert '<a href="https://forum.example.org/forum/"' in html
    assert "&lt;b&gt;all&lt;/b&gt;" in html


@pytest.mark.parametrize(
    "trouble", ["down", "451 Try again later", "550 No such mailbox", "dies"]
)
def test_letter_waits_for_a_mail_server_in_trouble(
    topic, ada, lin, mail_server, start_worker, trouble
):
    if trouble != "down":
        mail_server.start()
        mail_server.hangs_up = trouble == "dies"
        mail_server.refusal = trouble
    topic.reply(lin, "It turns.")
    worker = start_worker()
    until(failed_once().exists, worker.log.read_text)
    assert mail_server.letters == []
    assert ada.notifications.get().mailed_at is None

    if trouble == "down":
        mail_server.start()
    mail_server.hangs_up, mail_server.refusal = False, ""
    make_due()
    until(all_done, worker.log.read_text)
    (letter,) = mail_server.letters
    assert letter["To"] == "ada@example.org"
    assert ada.notifications.get().mailed_at


def test_letter_that_was_sent_and_not_noted_is_sent_under_the_same_name(
    topic, ada, lin, mail_server, start_worker
):
    mail_server.start()
    mail_server.stall()
    topic.reply(lin, "It turns.")
    first = start_worker()
    until(mail_server.is_stalled.is_set, first.log.read_text)
    first.kill()  # the server has the letter; nobody here knows
    mail_server.may_go_on.set()
    let_time_pass()
    second = start_worker()
    until(failed_once().exists, second.log.read_text)
    make_due()
    until(all_done, second.log.read_text)
    one, two = mail_server.seen
    assert one["Message-ID"] == two["Message-ID"]


def test_what_was_read_or_hidden_while_the_server_was_down_is_not_mailed(
    topic, ada, lin, mail_server, start_worker
):
    kofi = make_user("kofi")
    topic.reply(lin, "Hello, @kofi.")
    spam = make_topic(author=kofi).reply(lin, "Buy watches.")
    worker = start_worker()
    until(lambda: failed_once().count() == 3, worker.log.read_text)
    ada.notifications.all().read_by(ada)
    spam.become(State.HIDDEN)
    mail_server.start()
    make_due()
    until(all_done, worker.log.read_text)
    (letter,) = mail_server.letters
    assert letter["To"] == "kofi@example.org"
    assert "mentioned you" in letter.get_body(["plain"]).get_content()


def test_opening_of_a_topic_is_what_the_others_answer(
    ada, lin, mail_server, start_worker
):
    board = make_topic().board
    Watch.objects.choose(ada, "watch", board=board)
    Preference(member=ada, watched="now").save()
    mail_server.start()
    topic = make_topic(author=lin, board=board, title="A\u202e title: =?x?=")
    Watch.objects.choose(ada, "watch", topic=topic)
    worker = start_worker()
    until(all_done, worker.log.read_text)
    topic.reply(lin, "And more.")
    until(all_done, worker.log.read_text)
    until(lambda: len(mail_server.letters) == 2)
    opening, answer = mail_server.letters
    assert answer["In-Reply-To"] == opening["Message-ID"]
    assert answer["Subject"] == f"Re: {opening['Subject']}"
