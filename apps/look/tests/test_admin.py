import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template

from apps.look.admin import BoundedPaginator

pytestmark = pytest.mark.django_db


class PaginatorOfThree(BoundedPaginator):
    limit = 3


def make_users(number):
    User = get_user_model()
    users = [User(username=f"member-{n}") for n in range(number)]
    for user in users:
        user.set_keys()
    User.objects.bulk_create(users)
    return User.objects.order_by("username")


def test_few_rows_are_counted():
    paginator = PaginatorOfThree(make_users(3), 2)

    assert paginator.count == 3
    assert str(paginator.count) == "3"
    assert paginator.num_pages == 2


def test_many_rows_are_not_counted_to_the_end(django_assert_num_queries):
    paginator = PaginatorOfThree(make_users(9), 2)

    with django_assert_num_queries(1) as queries:
        assert paginator.count == 3
    assert "LIMIT 4" in queries.captured_queries[0]["sql"]


def test_pages_end_at_the_limit():
    paginator = PaginatorOfThree(make_users(9), 2)

    assert [user.username for user in paginator.page(2)] == ["member-2"]
    assert not paginator.page(2).has_next()


def test_a_template_says_that_there_are_more():
    count = PaginatorOfThree(make_users(9), 2).count

    shown = Template("{{ count }} users").render(Context({"count": count}))

    assert shown == "more than 3 users"
