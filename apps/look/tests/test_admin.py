import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.template import Context, Template
from django.utils import timezone

from apps.look import queue
from apps.look.admin import BoundedPaginator
from apps.look.models import Heartbeat, QueuedTask

from . import tasks

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


@pytest.fixture
def failed():
    row = QueuedTask.objects.get(pk=tasks.note.enqueue("lin@example.org").id)
    QueuedTask.objects.filter(pk=row.pk).update(
        status="FAILED",
        worker_ids=["w"] * QueuedTask.TRIES,
        exception_class_path="smtplib.X",
        traceback="Traceback …\nsmtplib.X: lin@example.org is <unknown>",
        finished_at=timezone.now(),
    )
    return row


class QueueTests:
    def test_list_says_what_failed_and_names_nobody(self, admin_client, failed):
        page = admin_client.get("/admin/look/queuedtask/").content.decode()
        assert "smtplib.X: …@… is &lt;unknown&gt;" in page
        assert "lin@example.org" not in page

    def test_list_says_that_no_worker_runs(self, admin_client):
        page = admin_client.get("/admin/look/queuedtask/").content.decode()
        assert "No worker has given a sign" in page
        Heartbeat.objects.create(name="worker-a", holder="worker-a")
        page = admin_client.get("/admin/look/queuedtask/").content.decode()
        assert "No worker has given a sign" not in page

    @pytest.mark.parametrize(
        ("state", "shown"), [("failed", True), ("again", False), ("done", False)]
    )
    def test_list_by_state(self, admin_client, failed, state, shown):
        page = admin_client.get(f"/admin/look/queuedtask/?state={state}")
        assert (str(failed.pk) in page.content.decode()) is shown

    def test_queries_do_not_grow_with_rows(
        self, admin_client, django_assert_max_num_queries
    ):
        for number in range(30):
            tasks.note.enqueue(number)
        with django_assert_max_num_queries(6):
            admin_client.get("/admin/look/queuedtask/")

    def test_detail_shows_all_of_it(self, admin_client, failed):
        page = admin_client.get(f"/admin/look/queuedtask/{failed.pk}/change/")
        assert "lin@example.org is &lt;unknown&gt;" in page.content.decode()
        assert "Retry now" in page.content.decode()

    def test_button_tries_again(self, admin_client, failed):
        address = f"/admin/look/queuedtask/{failed.pk}/retry/"
        page = admin_client.post(address, follow=True).content.decode()
        assert "1 put back" in page
        failed.refresh_from_db()
        assert (failed.status, failed.tries) == ("READY", 0)
        page = admin_client.get(f"/admin/look/queuedtask/{failed.pk}/change/")
        queue.Worker(batch=True).loop()
        failed.refresh_from_db()
        assert failed.status == "SUCCESSFUL"

    def test_button_does_not_repeat_what_is_done(self, admin_client, failed):
        QueuedTask.objects.update(status="SUCCESSFUL")
        address = f"/admin/look/queuedtask/{failed.pk}/retry/"
        assert b"Only a task that" in admin_client.post(address, follow=True).content
        failed.refresh_from_db()
        assert failed.status == "SUCCESSFUL"

    def test_link_does_not_retry(self, admin_client, failed):
        address = f"/admin/look/queuedtask/{failed.pk}/retry/"
        assert admin_client.get(address).status_code == 405

    def test_action_tries_again(self, admin_client, failed):
        data = {"action": "retry_now", "_selected_action": [failed.pk]}
        admin_client.post("/admin/look/queuedtask/", data)
        failed.refresh_from_db()
        assert failed.status == "READY"

    def test_who_may_only_look_may_not_retry(self, client, failed):
        (looker,) = make_users(1)
        looker.is_staff = True
        looker.save()
        looker.user_permissions.add(Permission.objects.get(codename="view_queuedtask"))
        client.force_login(looker)
        assert client.get("/admin/look/queuedtask/").status_code == 200
        page = client.get(f"/admin/look/queuedtask/{failed.pk}/change/")
        assert "Retry now" not in page.content.decode()
        address = f"/admin/look/queuedtask/{failed.pk}/retry/"
        assert client.post(address).status_code == 403
        failed.refresh_from_db()
        assert failed.status == "FAILED"

    @pytest.mark.database("sqlite")
    @pytest.mark.parametrize("query", ["", "?state=failed", "?state=again"])
    def test_list_reads_an_index(
        self, admin_client, query, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(8) as captured:
            admin_client.get(f"/admin/look/queuedtask/{query}")
        (rows,) = [
            q["sql"] for q in captured if "task_path" in q["sql"].split("FROM")[0]
        ]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + rows)
            plan = " ".join(line[3] for line in cursor.fetchall())
        assert "USING INDEX look_task_" in plan


def test_heartbeats_are_listed(admin_client):
    Heartbeat.objects.create(name="worker-a", holder="worker-a")
    page = admin_client.get("/admin/look/heartbeat/").content.decode()
    assert "worker-a" in page
