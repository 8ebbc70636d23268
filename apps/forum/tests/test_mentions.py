import unicodedata

import pytest
from django.utils import timezone

from apps.forum import mentions

from .make import make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("Ada")


class NamedInTests:
    @pytest.mark.parametrize("name", ["Ada", "ada", "ADA", "ａｄａ"])
    def test_any_spelling_of_the_name(self, ada, name):
        assert mentions.named_in(f"Thanks, @{name}!") == ["ada"]

    @pytest.mark.parametrize("name", ["艾达", "Élise", "ИВАН", "x-y_2"])
    def test_any_script(self, name):
        key = make_user(name).username_key
        assert mentions.named_in(f"@{name}") == [key]
        assert mentions.named_in(unicodedata.normalize("NFD", f"@{name}")) == [key]

    def test_in_order_and_each_once(self, ada):
        make_user("lin")
        assert mentions.named_in("@lin @ada @Lin @nobody") == ["lin", "ada"]

    @pytest.mark.parametrize(
        "fields",
        [
            {"deleted_at": timezone.now()},
            {"is_active": False},
            {"approved_at": None},
            {"confirmed_at": None},
            {"block": "write"},
        ],
    )
    def test_who_is_not_listed_is_not_named(self, fields):
        make_user("lin", **fields)
        assert mentions.named_in("@lin") == []

    def test_one_query_and_none_without_a_name(self, ada, django_assert_num_queries):
        make_user("lin")
        with django_assert_num_queries(1):
            mentions.named_in("@ada @lin @nobody @艾达你好")
        with django_assert_num_queries(0):
            mentions.named_in("ada@example.org, `@ada`")


class CommentTests:
    def test_member_is_linked_in_the_stored_text(self, client, ada):
        topic = make_topic(text="What does @ada say? And @nobody?")
        page = client.get(topic.get_absolute_url()).text
        assert '<a href="/members/Ada/" class="mention"' in page
        assert "And @nobody?" in page

    def test_comment_knows_whom_it_calls(self, ada):
        comment = make_topic().reply(make_user(), "Ask @ada.")
        assert comment.mentioned == ["ada"]
        comment.edit("Ask nobody.")
        assert comment.mentioned == []

    @pytest.mark.parametrize(
        ("text", "has_links"),
        [
            ("Ask @ada.", False),
            ("Ask @ada. <https://example.org/>", True),
            ('[x](https://example.org/ "class=\\"mention\\"") class="mention"', True),
        ],
    )
    def test_to_call_somebody_is_no_link_for_moderators(self, ada, text, has_links):
        assert make_topic(text=text).comments.get().has_links == has_links

    def test_mentioned_name_is_found_by_searching(self, client, ada):
        make_topic(title="Found", text="Ask @ada.")
        assert "Found" in client.get("/forum/search/?q=ada").text
