"""What the two pages that are opened most ask of the database, with everything on."""

import pytest

from apps.forum import announcements
from apps.forum.models import Announcement, Reading, Tag

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def topic(ada):
    """A topic of two pages: tagged, solved from the second page, kept and reacted to."""
    board = make_board(takes_questions=True)
    for number in range(19):
        other = make_topic(make_user(), board, title=f"Topic {number}")
        Reading.objects.reach(ada, other, 1)
        other.reply(make_user(), "New.")
    topic = make_topic_with(30, board=board, author=ada)
    topic.set_tags([Tag.objects.create(name=name) for name in "abcde"])
    for comment in topic.comments.all():
        comment.react(make_user(), "funny")
        comment.react(ada, "thanks")
        ada.bookmarks.create(comment=comment)
    topic.solve(topic.comments.get(number=29))
    Announcement.objects.create(text="We move on Sunday.")
    announcements.forget()
    announcements.current()
    return topic


# A session, the member, the list; what is new in its rows; what was put away.
LIST = {"guest": 1, "member": 5}
# The topic and its comments; for a member also a session, the member, the own marks, and
# what was put away. The first time six more: how far this page moves the marks, and the
# notices that it answers (a transaction of five statements).
PAGE = {"guest": 2, "member": 6}
FIRST = {"guest": 2, "member": 12}


@pytest.mark.parametrize("who", ["guest", "member"])
def test_list(client, ada, topic, who, django_assert_max_num_queries):
    if who == "member":
        client.force_login(ada)
    client.get("/forum/topics/")
    with django_assert_max_num_queries(LIST[who]):
        page = client.get("/forum/topics/").text
    assert page.count("solved<") == 1
    assert page.count(">1 new<") == (19 if who == "member" else 0)
    assert 'dir="auto">c</a>' in page
    assert "Sunday" in page


@pytest.mark.parametrize("who", ["guest", "member"])
def test_topic(client, ada, topic, who, django_assert_max_num_queries):
    if who == "member":
        client.force_login(ada)
    with django_assert_max_num_queries(FIRST[who]):
        client.get(topic.get_absolute_url())
    with django_assert_max_num_queries(PAGE[who]):
        page = client.get(topic.get_absolute_url()).text
    assert 'class="solution"' in page
    assert page.count('class="reactions"') == 20
    assert page.count(">Bookmarked<") == (20 if who == "member" else 0)
    assert "Sunday" in page
