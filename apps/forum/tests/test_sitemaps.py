from xml.etree import ElementTree

import pytest

from apps.forum.models import Board, State, Topic
from apps.forum.sitemaps import NAMESPACE

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db

PARTS = "http://testserver/sitemap/topics/"


def found(client, path):
    """Give what the sitemap says: addresses, and the moment beside each."""
    response = client.get(path)
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return {
        entry.find(f"{{{NAMESPACE}}}loc").text: entry.findtext(
            f"{{{NAMESPACE}}}lastmod"
        )
        for entry in ElementTree.fromstring(response.content)
    }


def make_numbered(*numbers):
    """Make topics with these ids."""
    author, board = make_user(), make_board()
    for number in numbers:
        Topic.objects.create(pk=number, board=board, author=author, title="A topic")


class SitemapIndexTests:
    def test_names_every_part(self, client):
        make_numbered(25_000)
        parts = [f"{PARTS}{part}.xml" for part in range(3)]
        wanted = {"http://testserver/sitemap/places.xml", *parts}
        assert found(client, "/sitemap.xml").keys() == wanted

    def test_counts_nothing(self, client, django_assert_num_queries):
        make_topic()
        with django_assert_num_queries(1) as queries:
            client.get("/sitemap.xml")
        assert "COUNT" not in queries[0]["sql"]


class SitemapPlacesTests:
    def test_boards_that_guests_may_open(self, client):
        make_board(slug="django")
        make_board(slug="archive", access=Board.Access.READONLY)
        make_board(slug="class", access=Board.Access.MEMBERS)
        places = found(client, "/sitemap/places.xml")
        assert "http://testserver/" in places
        assert "http://testserver/pages/rules/" in places
        assert "http://testserver/forum/boards/django/" in places
        assert "http://testserver/forum/boards/archive/" in places
        assert "http://testserver/forum/boards/class/" not in places


class SitemapTopicsTests:
    def test_topic_and_when_it_last_changed(self, client):
        topic = make_topic()
        ((address, moment),) = found(client, "/sitemap/topics/0.xml").items()
        assert address == f"http://testserver/forum/topics/{topic.pk}/"
        assert moment == f"{topic.last_comment_at:%Y-%m-%dT%H:%M:%SZ}"

    def test_each_topic_is_in_one_part(self, client):
        make_numbered(9_999, 10_000, 19_999)
        numbers = [
            [
                int(address.split("/")[-2])
                for address in found(client, f"/sitemap/topics/{part}.xml")
            ]
            for part in range(2)
        ]
        assert numbers == [[9_999], [10_000, 19_999]]

    def test_what_guests_may_not_read_is_left_out(self, client, admin_client):
        make_topic().become(State.HIDDEN)
        make_topic(board=make_board(access=Board.Access.MEMBERS))
        for reader in client, admin_client:
            assert found(reader, "/sitemap/topics/0.xml") == {}

    @pytest.mark.parametrize("part", [1, 10**30])
    def test_no_part_beyond_the_last(self, client, part):
        make_topic()
        assert client.get(f"/sitemap/topics/{part}.xml").status_code == 404
