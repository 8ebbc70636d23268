import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from apps.xray import chores, models
from apps.xray.models import Trace

from .test_access import make_person, signed_in
from .test_pages import check_html

BROWSER = {
    "user-agent": "A rare browser",
    "accept-language": "gsw",
    "x-request-id": "0123456789",
    "accept": "text/html",
}


@pytest.fixture
def teacher(xray):
    person = make_person("teacher", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="keep_trace"))
    return signed_in(person)


def keep(xray, client, path="/wide/"):
    _, trace = xray(path, client=client, headers=BROWSER)
    return client.post(f"/xray/{trace['id']}/keep/"), f"/xray/{trace['id']}/"


class KeepTests:
    def test_everybody_may_read_it_for_good(self, xray, teacher):
        answer, address = keep(xray, teacher)
        assert answer["Location"] == address
        Trace.objects.update(created_at=timezone.now() - timedelta(days=400))
        chores.prune()
        for page in "", "elements/", "queries/1/", "source/?template=0":
            text = Client().get(address + page)
            assert text.status_code == 200
            check_html(text.content.decode())
        assert Client().get(address[:-1] + ".json").status_code == 200

    def test_what_tells_one_person_from_others_is_gone(self, xray, teacher):
        _, address = keep(xray, teacher)
        text = Client().get(address[:-1] + ".json").content.decode()
        for name in "user-agent", "accept-language", "x-request-id":
            assert BROWSER[name] not in text
        assert "text/html" in text
        by = {row["key"]: row for row in json.loads(text)["environ"]}
        assert by["REMOTE_ADDR"]["value"] is None
        assert by["HTTP_ACCEPT"]["value"] == "text/html"
        assert Trace.objects.get().owner == ""

    def test_it_is_nobody_s_twenty(self, xray, teacher):
        _, address = keep(xray, teacher)
        for _ in range(models.MOST + 2):
            teacher.get("/wide/")
        assert Client().get(address).status_code == 200

    def test_too_many_others_do_not_push_it_out(self, xray, teacher, monkeypatch):
        monkeypatch.setattr(models, "MOST_OF_ALL", 1)
        _, address = keep(xray, teacher)
        for _ in range(3):
            teacher.get("/wide/")
        Trace.objects.shorten()
        assert Client().get(address).status_code == 200

    def test_without_the_permission(self, xray):
        client = signed_in(make_person("staff", is_staff=True))
        answer, address = keep(xray, client)
        assert answer.status_code == 403
        assert b"Keep for a lesson" not in client.get(address).content

    def test_permission_rests_while_its_holder_may_not_record(
        self, xray, teacher, settings
    ):
        settings.XRAY_TEST = "apps.xray.tests.test_lessons.nobody"
        assert keep(xray, teacher)[0].status_code == 403

    def test_only_one_s_own(self, xray, teacher):
        _, trace = xray("/wide/")
        assert teacher.post(f"/xray/{trace['id']}/keep/").status_code == 404

    def test_not_by_a_link(self, xray, teacher):
        _, trace = xray("/wide/", client=teacher)
        assert teacher.get(f"/xray/{trace['id']}/keep/").status_code == 405

    def test_there_is_an_end(self, xray, teacher, monkeypatch):
        monkeypatch.setattr(models, "MOST_KEPT", 1)
        assert keep(xray, teacher)[0].status_code == 302
        assert keep(xray, teacher)[0].status_code == 409

    def test_it_is_logged(self, xray, teacher, caplog):
        caplog.set_level("INFO", "apps.xray")
        _, address = keep(xray, teacher)
        teacher.post(f"{address}remove/")
        assert "is kept for lessons, by user" in caplog.text
        assert "was removed from lessons, by user" in caplog.text


class RemoveTests:
    def test_by_whoever_may_keep(self, xray, teacher):
        _, address = keep(xray, teacher)
        assert address in teacher.get("/xray/").content.decode()
        assert teacher.post(f"{address}remove/")["Location"] == "/xray/"
        assert Client().get(address).status_code == 404

    def test_not_by_others(self, xray, teacher):
        _, address = keep(xray, teacher)
        assert b"Remove it" not in Client().get(address).content
        assert Client().post(f"{address}remove/").status_code == 403
        assert Trace.objects.exists()

    def test_only_what_is_kept(self, xray, teacher):
        _, trace = xray("/wide/", client=teacher)
        assert teacher.post(f"/xray/{trace['id']}/remove/").status_code == 404


class SourceTests:
    """Who has a lesson's address may read the trace; the source only if it is public."""

    @pytest.mark.parametrize("is_public", [True, False])
    def test_is_for_the_project_to_say(self, xray, teacher, settings, is_public):
        _, address = keep(xray, teacher)
        settings.XRAY, settings.XRAY_TEST = "own", ""
        settings.XRAY_SOURCE_FOR_ALL = is_public
        text = Client().get(address).content.decode()
        assert ("wide(request)" in text.partition('class="lines"')[2]) is is_public
        assert ("/source/" in text) is is_public
        answer = Client().get(f"{address}source/?template=0")
        assert answer.status_code == (200 if is_public else 404)
        shown = "{{ row.name }}" in Client().get(f"{address}elements/").content.decode()
        assert not shown or is_public


def nobody(user):
    return False
