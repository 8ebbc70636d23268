"""What the head of a page says to machines: where it is, what it is, what follows it."""

import json

import html5lib
import pytest

from apps.forum.models import Board, State

from .make import make_board, make_picture, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db

ATOM = "application/atom+xml"
EVIL = "</script><script>alert(1)</script><!-- & "


def head(client, path):
    page = html5lib.parse(client.get(path).text, namespaceHTMLElements=False)
    return page.find("head")


def canonical(client, path):
    (link,) = head(client, path).iterfind("link[@rel='canonical']")
    return link.get("href")


def feeds(client, path):
    links = head(client, path).iterfind("link[@rel='alternate']")
    return [link.get("href") for link in links if link.get("type") == ATOM]


def card(client, path):
    found = head(client, path).iter("meta")
    return {
        meta.get("property", meta.get("name")): meta.get("content") for meta in found
    }


def posting(client, path):
    scripts = head(client, path).findall("script[@type='application/ld+json']")
    return json.loads(scripts[0].text) if scripts else None


class CanonicalTests:
    @pytest.mark.parametrize(
        "path, address",
        [
            ("/?utm_source=letter", "/"),
            ("/forum/topics/?older=2026-05-01T12:00:00.000123Z,42", "/forum/topics/"),
            ("/members/?order=newest", "/members/"),
            ("/forum/search/?q=socket", "/forum/search/"),
        ],
    )
    def test_query_strings_make_no_other_page(self, client, path, address):
        assert canonical(client, path) == f"http://testserver{address}"

    def test_pages_of_a_topic_are_pages_of_their_own(self, client):
        path = make_topic_with(45).get_absolute_url()
        site = "http://testserver"
        assert canonical(client, f"{path}?page=1") == f"{site}{path}"
        assert canonical(client, f"{path}?page=2&x=1") == f"{site}{path}?page=2"
        assert canonical(client, f"{path}?page=last") == f"{site}{path}?page=3"

    def test_it_is_the_sites_address_by_whatever_name_one_came(self, client, settings):
        settings.SITE_URL = "https://forum.example.org"
        assert canonical(client, "/forum/") == "https://forum.example.org/forum/"


class FeedLinkTests:
    def test_each_list_has_its_own(self, client):
        board = make_board(slug="django")
        topic = make_topic(make_user("ada"), board)
        assert feeds(client, "/") == ["/forum/feed/"]
        assert feeds(client, "/forum/topics/") == ["/forum/feed/"]
        assert feeds(client, "/forum/boards/django/") == ["/forum/boards/django/feed/"]
        assert feeds(client, "/members/ada/") == ["/members/ada/feed/"]
        path = topic.get_absolute_url()
        assert feeds(client, path) == [f"{path}feed/"]

    def test_what_has_no_feed_names_none(self, admin_client):
        board = make_board(slug="class", access=Board.Access.MEMBERS)
        hidden = make_topic()
        hidden.become(State.HIDDEN)
        for place in board, make_topic(board=board), hidden:
            assert feeds(admin_client, place.get_absolute_url()) == []


class CardTests:
    def test_topic(self, client):
        topic = make_topic(title="Why <b>?", text="Some *words* & `more`.")
        found = card(client, topic.get_absolute_url())
        assert found["og:title"] == "Why <b>?"
        assert found["og:description"] == "Some words & more."
        assert found["description"] == found["og:description"]
        assert found["og:url"] == f"http://testserver{topic.get_absolute_url()}"

    def test_picture_of_the_opening_comment(self, client):
        ada = make_user("ada")
        picture = make_picture(ada)
        plain, pictured = (
            make_topic(ada),
            make_topic(ada, text=picture.as_markdown("A")),
        )
        assert "og:image" not in card(client, plain.get_absolute_url())
        found = card(client, pictured.get_absolute_url())
        assert found["og:image"] == f"http://testserver{picture.address}"

    def test_board(self, client):
        make_board(slug="django", name="Django", description="Views & models.")
        found = card(client, "/forum/boards/django/")
        assert found["og:title"] == "Django"
        assert found["og:description"] == "Views & models."

    def test_hidden_opening_is_not_told(self, client):
        topic = make_topic(text="Something unkind")
        topic.comments.get(number=1).become(State.HIDDEN)
        assert "unkind" not in client.get(topic.get_absolute_url()).text


class PostingTests:
    def test_what_it_says(self, client):
        topic = make_topic_with(3, author=make_user("ada"), text="Tell *me*.")
        found = posting(client, topic.get_absolute_url())
        assert found["@type"] == "DiscussionForumPosting"
        assert found["headline"] == topic.title
        assert found["text"] == "Tell me."
        assert found["author"]["url"] == "http://testserver/members/ada/"
        assert found["interactionStatistic"]["userInteractionCount"] == 2
        assert "dateModified" not in found

    def test_no_text_ends_the_block(self, client):
        author = make_user("ada", display_name=EVIL[:40].strip())
        topic = make_topic(author, title=EVIL, text=f"`{EVIL}`")
        found = posting(client, topic.get_absolute_url())
        assert found["headline"] == EVIL
        assert found["text"] == EVIL.strip()
        assert EVIL not in client.get(topic.get_absolute_url()).text

    def test_only_where_the_opening_comment_stands(self, client):
        path = make_topic_with(21).get_absolute_url()
        assert posting(client, path)
        assert posting(client, f"{path}?page=2") is None

    def test_changed_words_change_it(self, client):
        topic = make_topic(text="Before")
        assert posting(client, topic.get_absolute_url())["text"] == "Before"
        topic.comments.get(number=1).edit("After")
        found = posting(client, topic.get_absolute_url())
        assert found["text"] == "After"
        assert "dateModified" in found

    def test_members_do_not_pay_for_it(self, admin_client):
        assert posting(admin_client, make_topic().get_absolute_url()) is None

    def test_it_costs_no_query(self, client, django_assert_num_queries):
        path = make_topic().get_absolute_url()
        with django_assert_num_queries(2):
            client.get(path)
