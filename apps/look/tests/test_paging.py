from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.http import Http404, QueryDict

from apps.look.paging import keyset_page, number_page, page_of

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ORDER = ("-joined_at", "-id")


@pytest.fixture
def members(db):
    """Ten people, some of whom joined in the same moment: the newest is j."""
    User = get_user_model()
    hours = [0, 1, 1, 1, 2, 2, 3, 3, 3, 3]
    for name, hour in zip("abcdefghij", hours, strict=True):
        joined_at = NOON + timedelta(hours=hour, microseconds=7)
        User.objects.create(username=name, email=name + "@x.org", joined_at=joined_at)
    return User.objects.all()


def cut(members, query="", order=ORDER, size=4):
    return keyset_page(members, QueryDict(query), order, size)


def names(page):
    return "".join(user.username for user in page)


class KeysetPageTests:
    def test_first_page_shows_the_newest(self, members):
        page = cut(members)
        assert names(page) == "jihg"
        assert page.newer is None
        assert page.older.startswith("older=2026-05-01T15:00:00.000007Z,")

    def test_walk_to_the_end_and_back(self, members):
        first = cut(members)
        second = cut(members, first.older)
        third = cut(members, second.older)
        assert [names(second), names(third)] == ["fedc", "ba"]
        assert third.older is None
        assert names(cut(members, third.newer)) == "fedc"
        back = cut(members, second.newer)
        assert (names(back), back.newer) == ("jihg", None)

    def test_list_by_names_goes_on_after_a_name(self, members):
        first = cut(members, order=("username_key",))
        assert (names(first), first.older) == ("abcd", "older=d")
        second = cut(members, first.older, order=("username_key",))
        assert (names(second), second.newer) == ("efgh", "newer=e")
        assert names(cut(members, second.newer, order=("username_key",))) == "abcd"

    @pytest.mark.parametrize("position", ["", "a,b", "\0", "x" * 151])
    def test_name_that_is_none_shows_the_first_page(self, members, position):
        query = f"older={position}"
        assert names(cut(members, query, order=("username_key",))) == "abcd"

    @pytest.mark.parametrize("size", range(1, 11))
    def test_rows_of_one_moment_are_neither_lost_nor_shown_twice(self, members, size):
        page, shown = cut(members, size=size), ""
        while True:
            shown += names(page)
            if not page.older:
                break
            page = cut(members, page.older, size=size)
        assert shown == "jihgfedcba"

    def test_rows_keep_their_place_while_others_arrive(self, members):
        first = cut(members)
        new = members.create(username="k", joined_at=NOON + timedelta(hours=9))
        assert names(cut(members, first.older)) == "fedc"
        members.filter(username="g").delete()  # the row that the link names
        assert names(cut(members, first.older)) == "fedc"
        assert names(cut(members, cut(members, first.older).newer)) == "kjih"
        assert names(cut(members)).startswith(new.username)

    def test_ascending_order(self, members):
        first = cut(members, order=("joined_at", "id"))
        second = cut(members, first.older, order=("joined_at", "id"))
        assert [names(first), names(second)] == ["abcd", "efgh"]
        assert names(cut(members, second.newer, order=("joined_at", "id"))) == "abcd"

    def test_one_field_is_enough_when_it_is_unique(self, members):
        assert names(cut(members, cut(members, order=["-id"]).older, ["-id"])) == "fedc"

    def test_links_keep_the_rest_of_the_address(self, members):
        page = cut(members, "q=%E4%B8%AD+%26&older=x&page=3")
        assert page.older.startswith("q=%E4%B8%AD%20%26&older=2026-")
        assert "page" not in page.older

    def test_one_query_whatever_the_number_of_rows(
        self, members, django_assert_num_queries
    ):
        older = cut(members).older
        with django_assert_num_queries(1):
            cut(members)
        with django_assert_num_queries(1):
            cut(members, older)

    def test_empty_list(self, members):
        page = cut(members.none())
        assert (page.rows, page.newer, page.older) == ([], None, None)

    @pytest.mark.parametrize(
        "cursor",
        [
            "",
            ",",
            "7",
            "x,1",
            "2026-05-01T12:00:00.000000Z",
            "2026-05-01,1",
            "2026-05-01T12:00:00.000000,1",
            "2026-13-41T25:61:61.000000Z,1",
            "2026-05-01T12:00:00.000000Z,99999999999999999999999",
            "2026-05-01T12:00:00.000000Z,1,1",
            "2026-05-01T12:00:00.000000Z,' OR 1=1",
            "2026-05-01T12:00:00.000000Z,%00",
            "2026-05-01T12:00:00.000000Z,%D9%A1",
            "0001-01-01T00:00:00.000000Z,1",  # nothing is older
            "0000-00-00T00:00:00.000000Z,1",
        ],
    )
    def test_link_that_makes_no_sense_shows_the_first_page(self, members, cursor):
        assert names(cut(members, f"older={cursor}")) == "jihg"

    def test_beyond_the_newest_is_the_first_page(self, members):
        assert names(cut(members, "newer=9999-12-31T23:59:59.999999Z,1")) == "jihg"


class NumberPageTests:
    @pytest.mark.parametrize(
        ("last_number", "requested", "page", "pages", "numbers"),
        [
            (0, None, 1, 1, (1, 1)),
            (1, "", 1, 1, (1, 1)),
            (20, "1", 1, 1, (1, 20)),
            (21, "1", 1, 2, (1, 20)),
            (21, "2", 2, 2, (21, 21)),
            (400, "last", 20, 20, (381, 400)),
        ],
    )
    def test_numbers(self, last_number, requested, page, pages, numbers):
        found = number_page(last_number, requested)
        assert (found.page, found.pages, found.range) == (page, pages, numbers)

    @pytest.mark.parametrize(
        "requested", ["0", "3", "-1", "01", "+1", "1.0", "x", "١", "9" * 5000, "2 "]
    )
    def test_page_that_is_not_there_is_not_found(self, requested):
        with pytest.raises(Http404):
            number_page(40, requested)

    def test_neighbours(self):
        assert number_page(400, "7").neighbours == [1, None, 6, 7, 8, None, 20]
        assert number_page(400, "1").neighbours == [1, 2, None, 20]
        assert number_page(400, "4").neighbours == [1, 2, 3, 4, 5, None, 20]
        assert number_page(400, "20").neighbours == [1, None, 19, 20]
        assert number_page(20, "1").neighbours == [1]

    def test_previous_and_next(self):
        assert (number_page(60, "1").previous, number_page(60, "1").next) == (None, 2)
        assert (number_page(60, "3").previous, number_page(60, "3").next) == (2, None)

    def test_page_of_a_number(self):
        assert [page_of(n) for n in (1, 20, 21, 400)] == [1, 1, 2, 20]
