import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.xray import plans
from apps.xray.models import Trace

from .test_access import make_person, signed_in


def row(sql, **fields):
    made = {"sql": sql, "alias": "default", "vendor": connection.vendor}
    return made | {"params_count": sql.count("%s")} | fields


class PlanTests:
    def ask(self, xray, path="/wide/", number=1, method="post"):
        _, trace = xray(path)
        return getattr(xray.client, method)(f"/xray/{trace['id']}/queries/{number}/")

    def test_by_a_button_only(self, xray):
        asked = self.ask(xray, method="get").content.decode()
        assert "Show the plan" in asked
        assert "lines--plain" not in asked

    def test_names_the_table(self, xray):
        text = self.ask(xray).content.decode()
        assert "lines--plain" in text
        assert "auth_permission" in text.partition("lines--plain")[2]

    @pytest.mark.parametrize("path", ["/wide/", "/pages/hello/", "/rows/"])
    def test_each_read_of_a_page_has_one(self, xray, path):
        _, trace = xray(path)
        for number, query in enumerate(trace["queries"]["rows"], 1):
            address = f"/xray/{trace['id']}/queries/{number}/"
            text = xray.client.post(address).content.decode()
            assert "lines--plain" in text, query["sql"]

    def test_query_is_not_run(self, xray):
        with CaptureQueriesContext(connection) as asked:
            self.ask(xray)
        ran = [q["sql"] for q in asked if q["sql"].startswith("SELECT")]
        assert not [sql for sql in ran if "codename" in sql and "LIKE" in sql][1:]

    def test_who_may_not_record_gets_none(self, xray, settings):
        _, trace = xray("/wide/")
        Trace.objects.get().keep_for_lessons()
        settings.XRAY, settings.XRAY_TEST = "own", ""
        address = f"/xray/{trace['id']}/queries/1/"
        assert b"Show the plan" not in Client().get(address).content
        assert Client().post(address).status_code == 403
        staff = signed_in(make_person("staff", is_staff=True))
        assert staff.post(address).status_code == 200

    @pytest.mark.parametrize("number", [0, 99, 10**30])
    def test_no_such_query(self, xray, number):
        assert self.ask(xray, number=number, method="get").status_code == 404


class SafeTests:
    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM auth_group",
            "UPDATE auth_group SET name = %s",
            "SELECT 1; DELETE FROM auth_group",
            "WITH gone AS (DELETE FROM auth_group RETURNING id) SELECT * FROM gone",
            "SELECT * INTO elsewhere FROM auth_group",
            "ANALYZE SELECT 1",
            "SELECT (1",
            "",
            "(composed)",
        ],
    )
    def test_only_a_whole_select(self, db, sql):
        Group.objects.create(name="here")
        with pytest.raises(
            plans.NoPlanError, match="Only the plan of a query that reads"
        ):
            plans.plan(row(sql))
        assert Group.objects.exists()

    @pytest.mark.parametrize(
        "sql",
        [
            'SELECT "update", \'delete; …\' FROM (SELECT 1 AS "update") AS "set"',
            "(SELECT 1) UNION SELECT 2",
        ],
    )
    def test_names_and_texts_are_no_words(self, sql):
        assert plans.is_readable(sql)

    def test_function_that_would_write_is_not_called(self, db):
        """A plan is made of it; it is not run."""
        sql = "SELECT COUNT(*) FROM auth_group WHERE name = %s LIMIT %s OFFSET %s"
        assert plans.plan(row(sql))

    def test_error_is_told_and_nothing_is_left(self, db):
        with pytest.raises(plans.NoPlanError, match="makes no plan"):
            plans.plan(row("SELECT * FROM a_table_that_is_not_there WHERE x = %s"))
        Group.objects.create(name="the transaction goes on")
        assert plans.plan(row("SELECT name FROM auth_group WHERE id = %s"))

    def test_percent_signs(self, db):
        assert plans.plan(row("SELECT id %% 2 FROM auth_group WHERE id = %s"))
        assert plans.plan(row("SELECT id FROM auth_group WHERE name LIKE '%…'"))

    def test_again_and_again(self, db):
        """psycopg prepares what is asked often, in a way of its own."""
        for _ in range(6):
            assert plans.plan(row("SELECT name FROM auth_group WHERE id = %s"))

    def test_writing_is_possible_again_afterwards(self, db):
        plans.plan(row("SELECT id FROM auth_group"))
        assert Group.objects.create(name="new").pk

    @pytest.mark.django_db(transaction=True)
    def test_outside_of_a_transaction(self):
        assert plans.plan(row("SELECT id FROM auth_group WHERE id = %s"))
        assert not connection.in_atomic_block
        assert Group.objects.create(name="new").pk
        with transaction.atomic():
            assert plans.plan(row("SELECT id FROM auth_group WHERE id = %s"))

    def test_lock_is_left_out_of_it(self, db):
        if connection.features.has_select_for_update:
            sql = (
                'SELECT "auth_group"."id" FROM "auth_group" FOR UPDATE OF "auth_group"'
            )
            assert plans.plan(row(sql))

    def test_other_databases(self, db):
        with pytest.raises(plans.NoPlanError, match="no others"):
            plans.plan(row("SELECT 1", vendor="oracle"))
        with pytest.raises(plans.NoPlanError, match="not there any more"):
            plans.plan(row("SELECT 1", alias="gone"))

    def test_index_is_seen(self, db):
        text = "\n".join(plans.plan(row("SELECT name FROM auth_group WHERE id = %s")))
        assert "SEARCH" in text or "Scan" in text
        assert Permission.objects.exists()
