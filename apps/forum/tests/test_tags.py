from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from apps.forum.models import Tag, Topic

from .make import make_board, make_topic, make_user
from .test_views import form

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def as_owner(client):
    client.force_login(make_user("grace", is_staff=True, is_superuser=True))
    return client


def make_tags(*names):
    return [Tag.objects.create(name=name) for name in names]


def tagged(*tags):
    topic = make_topic()
    topic.set_tags(tags)
    return topic


def names_of(topic):
    """Give the names on the topic's row; the relation says the same."""
    topic = Topic.objects.get(pk=topic.pk)
    names = sorted(name for _, name in topic.tag_links)
    assert names == sorted(tag.name for tag in topic.tags.all())
    return names


class TagTests:
    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Web servers", "web-servers"),
            ("C++", "cpp"),
            ("C#", "csharp"),
            ("node.js", "nodejs"),
            ("中文", "中文"),
            ("ＷＳＧＩ", "wsgi"),
        ],
    )
    def test_slug(self, name, slug):
        assert Tag.objects.create(name=name).slug == slug

    @pytest.mark.parametrize("name", ["a,b", "!!!", "\u202e", "c++", "x" * 31])
    def test_name_that_cannot_be(self, name):
        make_tags("C++")
        with pytest.raises(ValidationError):
            Tag(name=name).full_clean()

    def test_renamed_everywhere(self):
        django, admin = make_tags("Django", "Django admin")
        both, one = tagged(django, admin), tagged(django)
        other = tagged(admin)
        django.rename("The framework")
        assert names_of(both) == ["Django admin", "The framework"]
        assert names_of(one) == ["The framework"]
        assert names_of(other) == ["Django admin"]
        assert django.slug == "django"

    def test_merged(self):
        nginx, ngnix, wsgi = make_tags("nginx", "ngnix", "WSGI")
        both, wrong = tagged(nginx, ngnix, wsgi), tagged(ngnix, wsgi)
        ngnix.merge_into(nginx)
        assert names_of(both) == ["WSGI", "nginx"]
        assert names_of(wrong) == ["WSGI", "nginx"]
        assert ngnix not in Tag.objects.current()

    def test_merged_in_steps_leads_to_the_last(self):
        a, b, c = make_tags("a", "b", "c")
        a.merge_into(b)
        b.merge_into(c)
        a.refresh_from_db()
        assert a.merged_into == c

    def test_not_merged_into_itself_nor_into_what_is_gone(self):
        a, b, c = make_tags("a", "b", "c")
        a.merge_into(b)
        for gone in a, c:
            with pytest.raises(ValueError, match="another one"):
                c.merge_into(gone)

    def test_deleted_is_taken_off(self):
        a, b = make_tags("a", "b")
        topic = tagged(a, b)
        a.delete()
        assert names_of(topic) == ["b"]

    def test_choosing_what_was_just_merged_gives_the_other(self):
        a, b = make_tags("a", "b")
        stale = Tag.objects.get(pk=a.pk)
        a.merge_into(b)
        assert names_of(tagged(stale)) == ["b"]


class RowsTests:
    def test_rows_and_topic_show_tags_without_a_query(
        self, client, django_assert_max_num_queries
    ):
        for number in range(5):
            tagged(*make_tags(f"one {number}", f"two {number}"))
        with django_assert_max_num_queries(1):
            page = client.get("/forum/topics/").text
        assert 'href="/forum/tags/one-3/" dir="auto">one 3</a>' in page
        topic = Topic.objects.first()
        with django_assert_max_num_queries(2):
            assert "one 0" in client.get(topic.get_absolute_url()).text

    def test_renaming_is_noticed(self, client):
        (tag,) = make_tags("Djanog")
        tagged(tag)
        assert "Djanog" in client.get("/forum/topics/").text
        tag.rename("Django")
        page = client.get("/forum/topics/").text
        assert ">Django<" in page
        assert ">Djanog<" not in page


class TagListTests:
    def test_by_name_without_merged_ones(self, client):
        b, a, gone = make_tags("b tag", "a tag", "gone tag")
        gone.merge_into(a)
        page = client.get("/forum/tags/").text
        assert page.index("a tag") < page.index("b tag")
        assert "gone tag" not in page

    def test_none_yet(self, client):
        assert "no tags yet" in client.get("/forum/tags/").text


class TagDetailTests:
    def test_its_topics_and_no_others(self, client):
        (tag,) = make_tags("中文")
        topic, other = tagged(tag), make_topic(title="Another one")
        page = client.get(tag.get_absolute_url()).text
        assert topic.get_absolute_url() in page
        assert other.title not in page

    def test_what_one_may_not_see_is_not_there(self, client):
        (tag,) = make_tags("wsgi")
        topic = make_topic(title="Private", board=make_board(access="groups"))
        topic.set_tags([tag])
        page = client.get(tag.get_absolute_url()).text
        assert "Private" not in page
        assert "No topics have this tag" in page

    def test_merged_one_leads_on(self, client):
        a, b = make_tags("a", "b")
        a.merge_into(b)
        response = client.get("/forum/tags/a/")
        assert (response.status_code, response["Location"]) == (301, "/forum/tags/b/")

    @pytest.mark.parametrize("slug", ["nothing", "a,b", "é" * 200])
    def test_unknown_is_not_found(self, client, slug):
        assert client.get(f"/forum/tags/{slug}/").status_code == 404

    def test_queries_do_not_grow(self, client, django_assert_max_num_queries):
        (tag,) = make_tags("wsgi")
        for _ in range(22):
            tagged(tag)
        with django_assert_max_num_queries(2):
            response = client.get(tag.get_absolute_url())
        assert response.context["page"].older


class ChoosingTests:
    def test_opening_a_topic_with_tags(self, as_ada):
        tags = make_tags("nginx", "uWSGI")
        board = make_board()
        sent = form(title="Why?", tags=[tag.pk for tag in tags])
        as_ada.post(f"/forum/boards/{board.slug}/new/", sent)
        assert names_of(board.topics.get()) == ["nginx", "uWSGI"]

    def test_more_than_five_are_refused_and_the_text_is_kept(self, as_ada):
        tags = make_tags(*"abcdef")
        board = make_board()
        sent = form(title="Why?", tags=[tag.pk for tag in tags])
        page = as_ada.post(f"/forum/boards/{board.slug}/new/", sent).text
        assert "Choose 5 tags at most" in page
        assert "A text." in page
        assert not board.topics.exists()

    def test_form_without_any_tags_has_no_field(self, as_ada):
        board = make_board()
        assert 'name="tags"' not in as_ada.get(f"/forum/boards/{board.slug}/new/").text

    def test_changing_them_with_the_title(self, as_ada, ada):
        a, b = make_tags("a", "b")
        topic = make_topic(author=ada)
        topic.set_tags([a])
        address = f"/forum/topics/{topic.pk}/edit/"
        page = as_ada.get(address).text
        assert f'value="{a.pk}" checked' in page
        as_ada.post(address, {"title": "Same", "tags": [b.pk]})
        assert names_of(topic) == ["b"]
        as_ada.post(address, {"title": "Same"})
        assert names_of(topic) == []

    def test_what_was_merged_is_not_offered(self, as_ada):
        a, b = make_tags("a", "b")
        a.merge_into(b)
        sent = form(title="Why?", tags=[a.pk])
        page = as_ada.post(f"/forum/boards/{make_board().slug}/new/", sent).text
        assert "not one of the available choices" in page


class TagAdminTests:
    ADDRESS = "/admin/forum/tag/"

    def test_made(self, as_owner):
        as_owner.post(f"{self.ADDRESS}add/", {"name": "  C++ "})
        assert Tag.objects.get().slug == "cpp"

    def test_renamed_and_merged(self, as_owner):
        a, b = make_tags("a", "b")
        topic = tagged(a)
        as_owner.post(f"{self.ADDRESS}{a.pk}/change/", {"name": "z", "merge_into": ""})
        assert names_of(topic) == ["z"]
        as_owner.post(
            f"{self.ADDRESS}{a.pk}/change/", {"name": "z", "merge_into": b.pk}
        )
        assert names_of(topic) == ["b"]
        as_owner.get(self.ADDRESS)  # which says that z was changed
        assert ">z<" not in as_owner.get(self.ADDRESS).text

    def test_deleted_several_at_once(self, as_owner):
        a, b = make_tags("a", "b")
        topic = tagged(a, b)
        sent = {"action": "delete_selected", "_selected_action": [a.pk], "post": "yes"}
        as_owner.post(self.ADDRESS, sent)
        assert names_of(topic) == ["b"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.database("postgresql")
def test_renaming_and_choosing_at_once_leaves_true_words():
    a, b = make_tags("a0", "b0")
    topics = [make_topic() for _ in range(6)]

    def rename(number):
        try:
            for turn in range(8):
                Tag.objects.get(pk=a.pk).rename(f"a{number}{turn}")
        finally:
            connection.close()

    def choose(topic):
        try:
            for tags in [[a], [a, b], [b], [b, a]] * 4:
                topic.set_tags(tags)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        doing = [pool.submit(rename, n) for n in range(2)]
        doing += [pool.submit(choose, topic) for topic in topics]
        for one in doing:
            one.result(timeout=60)
    name = Tag.objects.get(pk=a.pk).name
    for topic in topics:
        assert set(names_of(topic)) == {name, "b0"}
