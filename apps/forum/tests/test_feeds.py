from xml.etree import ElementTree

import pytest
from django.utils.http import http_date

from apps.forum.feeds import MOST
from apps.forum.models import Board, State

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
BASE = "{http://www.w3.org/XML/1998/namespace}base"
SITE = "/forum/feed/"


def feed(client, path):
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def texts(root, path):
    return [element.text for element in root.iterfind(path, ATOM)]


def titles(client, path):
    return texts(feed(client, path), "atom:entry/atom:title")


class SiteFeedTests:
    def test_newest_topics_with_their_whole_text(self, client):
        author = make_user("ada", display_name="Ada Okafor")
        make_topic(title="The first")
        topic = make_topic(author, title="A <b> & c", text="*Yes* & `no`.")
        topic.reply(author, "An answer is not a topic.")
        root = feed(client, SITE)
        assert texts(root, "atom:entry/atom:title") == ["A <b> & c", "The first"]
        entry = root.find("atom:entry", ATOM)
        opening = topic.comments.get(number=1)
        address = f"http://testserver/forum/comments/{opening.pk}/"
        assert entry.find("atom:content", ATOM).text == opening.html
        assert entry.find("atom:content", ATOM).get("type") == "html"
        assert entry.find("atom:link", ATOM).get("href") == address
        assert texts(entry, "atom:id") == [address]
        assert texts(entry, "atom:author/atom:name") == ["Ada Okafor"]

    def test_addresses_are_the_sites_own_whoever_asks(self, client):
        root = feed(client, SITE)
        links = {
            link.get("rel"): link.get("href")
            for link in root.iterfind("atom:link", ATOM)
        }
        assert links["self"] == f"http://testserver{SITE}"
        assert links["alternate"] == "http://testserver/forum/topics/"
        assert root.get(BASE) == "http://testserver/"

    def test_what_guests_may_not_read_is_for_nobody(self, client, admin_client):
        make_topic(title="Secret", board=make_board(access=Board.Access.MEMBERS))
        make_topic(title="Hidden").become(State.HIDDEN)
        make_topic(title="Hollow").comments.get(number=1).become(State.HIDDEN)
        for reader in client, admin_client:
            assert titles(reader, SITE) == []

    def test_it_has_an_end(self, client, django_assert_num_queries):
        author, board = make_user(), make_board()
        for _ in range(MOST + 2):
            make_topic(author, board)
        with django_assert_num_queries(2):
            assert len(titles(client, SITE)) == MOST

    def test_author_who_left_is_not_named(self, client):
        author = make_user("ada", display_name="Ada Okafor")
        topic = make_topic(author)
        author.deleted_at = topic.created_at
        author.save()
        assert "Ada" not in client.get(SITE).text
        assert "/members/ada/" not in client.get(SITE).text


class ConditionalTests:
    def test_feed_that_is_the_same_is_not_sent_again(self, client):
        make_topic()
        first = client.get(SITE)
        again = client.get(SITE, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]

    def test_feed_of_nothing_stays_the_same(self, client):
        first = client.get(SITE)
        again = client.get(SITE, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304

    def test_new_and_changed_words_are_sent(self, client):
        topic = make_topic()
        first = client.get(SITE)
        topic.comments.get(number=1).edit("Said otherwise.")
        again = client.get(SITE, headers={"If-None-Match": first["ETag"]})
        assert "Said otherwise." in again.text

    def test_moment_of_the_last_change(self, client):
        topic = make_topic()
        first = client.get(SITE)
        assert first["Last-Modified"] == http_date(topic.last_comment_at.timestamp())
        again = client.get(SITE, headers={"If-Modified-Since": first["Last-Modified"]})
        assert again.status_code == 304

    def test_nginx_may_keep_it_for_guests(self, client):
        assert client.get(SITE)["X-Accel-Expires"] == "1"


class BoardFeedTests:
    def test_topics_of_this_board(self, client):
        board = make_board(slug="django", name="Django & friends")
        make_topic(board=board, title="Here")
        make_topic(title="There")
        root = feed(client, "/forum/boards/django/feed/")
        assert texts(root, "atom:entry/atom:title") == ["Here"]
        assert texts(root, "atom:title") == ["Django & friends · myweb"]

    def test_private_board_has_none(self, client, admin_client):
        make_board(slug="class", access=Board.Access.MEMBERS)
        for reader in client, admin_client:
            assert reader.get("/forum/boards/class/feed/").status_code == 404


class TopicFeedTests:
    def test_latest_comments_first(self, client):
        topic = make_topic_with(3, title="Why?")
        topic.comments.get(number=2).become(State.HIDDEN)
        path = f"{topic.get_absolute_url()}feed/"
        assert titles(client, path) == ["Why? · #3", "Why?"]

    def test_queries_do_not_grow(self, client, django_assert_num_queries):
        topic = make_topic_with(10)
        with django_assert_num_queries(2):
            client.get(f"{topic.get_absolute_url()}feed/")

    def test_hidden_topic_has_none(self, client, admin_client):
        topic = make_topic()
        topic.become(State.HIDDEN)
        for reader in client, admin_client:
            assert reader.get(f"{topic.get_absolute_url()}feed/").status_code == 404


class MemberFeedTests:
    def test_what_the_member_wrote(self, client):
        ada = make_user("ada")
        topic = make_topic_with(1, title="Why?")
        topic.reply(ada, "Because.")
        make_topic(ada, make_board(access=Board.Access.MEMBERS), title="Secret")
        assert titles(client, "/members/ada/feed/") == ["Why? · #2"]

    def test_other_spelling_leads_to_the_one_address(self, client):
        make_user("ada")
        response = client.get("/members/ADA/feed/")
        assert (response.status_code, response["Location"]) == (
            301,
            "/members/ada/feed/",
        )

    def test_who_left_or_has_not_joined_has_none(self, client):
        ada = make_user("ada")
        ada.deleted_at = ada.joined_at
        ada.save()
        bob = make_user("bob")
        bob.confirmed_at = None
        bob.save()
        for name in "ada", "bob", "nobody":
            assert client.get(f"/members/{name}/feed/").status_code == 404


class LinkTests:
    def test_people_see_the_feeds_of_what_guests_may_read(self, client):
        topic = make_topic(make_user("ada"))
        places = {
            "/forum/topics/": SITE,
            topic.board.get_absolute_url(): f"{topic.board.get_absolute_url()}feed/",
            topic.get_absolute_url(): f"{topic.get_absolute_url()}feed/",
            "/members/ada/": "/members/ada/feed/",
        }
        for place, address in places.items():
            link = f'<a href="{address}" type="application/atom+xml">'
            assert link in client.get(place).text, place

    def test_there_is_none_to_what_they_may_not(self, admin_client):
        topic = make_topic(board=make_board(access=Board.Access.MEMBERS))
        for place in topic.get_absolute_url(), topic.board.get_absolute_url():
            assert "as a feed" not in admin_client.get(place).text, place
