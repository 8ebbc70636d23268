import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.xray import access, chores, install, models, replaying, trace
from apps.xray.models import MOST, Trace


def make_person(name, *, may=False, **fields):
    person = get_user_model().objects.create_user(name, f"{name}@example.org", **fields)
    if may:
        permission = Permission.objects.get(codename="record_own")
        person.user_permissions.add(permission)
    return person


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.fixture
def own(xray, settings):
    """X-ray on for those who may, by its own rule."""
    settings.XRAY = "own"
    settings.XRAY_TEST = ""


class OwnTests:
    def test_guest_leaves_no_trace(self, own):
        Client().get("/wide/")
        assert not Trace.objects.exists()

    def test_nobody_is_recorded_before_switching_it_on(self, own):
        client = signed_in(make_person("may", may=True))
        assert b"X-ray" not in client.get("/wide/").content
        assert not Trace.objects.exists()

    @pytest.mark.parametrize("fields", [{"may": True}, {"is_staff": True}])
    def test_who_may_switches_it_on_and_off(self, own, fields):
        client = signed_in(make_person("may", **fields))
        asked = client.post("/xray/recording/", {"record": "on", "next": "/plain/"})
        assert asked["Location"] == "/plain/"
        assert b"X-ray" in client.get("/wide/").content
        assert Trace.objects.count() == 1
        client.post("/xray/recording/", {"record": "off"})
        client.get("/wide/")
        assert Trace.objects.count() == 1

    def test_others_may_not_switch_it_on(self, own):
        client = signed_in(make_person("other"))
        answer = client.post("/xray/recording/", {"record": "on"})
        assert answer.status_code == 403
        assert "xray" not in answer.cookies
        assert Client().post("/xray/recording/", {"record": "on"}).status_code == 403

    def test_switch_of_another_session_is_worth_nothing(self, own):
        first = signed_in(make_person("may", may=True))
        first.post("/xray/recording/", {"record": "on"})
        other = signed_in(make_person("another", may=True))
        other.cookies["xray"] = first.cookies["xray"].value
        assert b"X-ray" not in other.get("/wide/").content
        assert not Trace.objects.exists()

    def test_permission_is_asked_again_before_a_trace_is_kept(self, own):
        person = make_person("may", may=True)
        client = signed_in(person)
        client.post("/xray/recording/", {"record": "on"})
        person.user_permissions.clear()
        assert client.get("/wide/").status_code == 200
        assert not Trace.objects.exists()

    def test_idle_and_recording_ask_the_same_questions_before_the_answer(self, own):
        client = signed_in(make_person("may", may=True))
        client.get("/plain/")
        with CaptureQueriesContext(connection) as idle:
            client.get("/plain/")
        client.post("/xray/recording/", {"record": "on"})
        client.get("/plain/")
        trace = json.loads(Trace.objects.get().document)
        assert trace["queries"]["count"] == len(idle)

    def test_does_not_lead_to_other_sites(self, own):
        client = signed_in(make_person("may", may=True))
        evil = {"record": "on", "next": "https://evil.example/"}
        assert client.post("/xray/recording/", evil)["Location"] == "/"


class EverybodyTests:
    def test_guest_is_known_again_by_a_cookie(self, xray):
        client = Client()
        answer = client.get("/wide/")
        cookie = answer.cookies["xray"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert client.get(address_in(answer)).status_code == 200

    def test_guest_who_is_shown_no_link_gets_no_cookie(self, xray):
        answer = Client().get("/plain/")
        assert not answer.cookies
        assert not Trace.objects.exists()

    def test_others_cannot_open_it(self, xray):
        guest, other = Client(), Client()
        address = address_in(guest.get("/wide/"))
        other.get("/wide/")
        staff = signed_in(make_person("staff", is_staff=True, is_superuser=True))
        for stranger in other, staff, Client():
            assert stranger.get(address).status_code == 404

    def test_it_stays_with_the_session_and_not_with_the_browser(self, xray):
        client = signed_in(make_person("member"))
        address = address_in(client.get("/wide/"))
        assert client.get(address).status_code == 200
        client.logout()
        assert client.get(address).status_code == 404

    def test_row_does_not_hold_the_key_of_the_session(self, xray):
        client = signed_in(make_person("member"))
        client.get("/wide/")
        (row,) = Trace.objects.values_list()
        assert client.session.session_key not in repr(row)

    def test_switched_off_means_no_link_and_no_trace(self, xray):
        client = Client()
        client.post("/xray/recording/", {"record": "off"})
        assert b"X-ray" not in client.get("/wide/").content
        assert not Trace.objects.exists()
        client.post("/xray/recording/", {"record": "on"})
        assert b"X-ray" in client.get("/wide/").content

    def test_answer_says_that_nobody_keeps_it(self, xray):
        client = Client()
        answer = client.get(address_in(client.get("/wide/")))
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        answer = client.get(answer.wsgi_request.path[:-1] + ".json")
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["Content-Type"] == "application/json"


class OffTests:
    def test_nothing_is_patched_and_no_layer_is_there(self, specimens, settings, db):
        settings.XRAY = "off"
        client = Client()
        assert b"X-ray" not in client.get("/wide/").content
        assert not Trace.objects.exists()
        assert client.post("/xray/recording/").status_code == 404
        assert install.template_engine_of_others() is None

    def test_slip_in_the_setting_stops_the_start(self, settings):
        settings.XRAY = "evrybody"
        with pytest.raises(ImproperlyConfigured, match="evrybody"):
            access.mode()


class StoreTests:
    def test_twenty_of_a_session_and_the_newest(self, xray):
        ids = [xray("/plain/")[1]["id"] for _ in range(MOST + 3)]
        kept = Trace.objects.order_by("created_at").values_list("pk", flat=True)
        assert list(kept) == ids[3:]

    def test_replays_do_not_push_out_what_they_are_about(self, xray):
        _, about = xray("/plain/")
        owner = Trace.objects.get().owner
        for number in range(MOST + 3):
            made = about | {"id": f"{number:016x}", "replay": {"of": about["id"]}}
            Trace.objects.put(owner, made)
        assert Trace.objects.filter(pk=about["id"]).exists()
        kept = Trace.objects.exclude(replay_of="").order_by("pk")
        numbers = [int(each.pk, 16) for each in kept]
        assert numbers == [*range(MOST + 3)][-models.MOST_REPLAYS :]
        # A minute's replays are all there to be counted.
        assert models.MOST_REPLAYS >= 2 * replaying.MOST_A_MINUTE

    def test_pictures_of_a_page_do_not_push_it_out(self, xray):
        _, trace = xray("/plain/")
        for kind in ["image"] * MOST + ["style", "script"]:
            xray.client.get("/file/", headers={"Sec-Fetch-Dest": kind})
        assert Trace.objects.get().pk == trace["id"]
        xray("/file/", headers={"Sec-Fetch-Dest": "document"})

    def test_others_do_not_push_them_out(self, xray):
        xray("/plain/")
        other = Client()
        for _ in range(MOST + 1):
            other.get("/wide/")
        assert Trace.objects.count() == 1 + MOST

    def test_strangers_cannot_fill_the_table(self, xray, monkeypatch):
        monkeypatch.setattr(models, "MOST_OF_ALL", 5)
        monkeypatch.setattr(models, "random", lambda: 0)
        for number in range(9):
            client = Client()
            client.cookies["xray"] = f"made-up-{number}"
            client.get("/plain/")
        assert Trace.objects.count() == 5

    def test_hour(self, xray):
        _, trace = xray("/wide/")
        address = f"/xray/{trace['id']}.json"
        Trace.objects.update(created_at=timezone.now() - timedelta(minutes=59))
        chores.prune()
        assert xray.client.get(address).status_code == 200
        Trace.objects.update(created_at=timezone.now() - timedelta(minutes=61))
        assert xray.client.get(address).status_code == 404
        chores.prune()
        assert not Trace.objects.exists()

    def test_trace_that_cannot_be_kept_harms_nobody(self, xray, monkeypatch, caplog):
        def full(document):
            raise OSError("no space left")

        monkeypatch.setattr(trace, "bounded", full)
        assert Client().get("/wide/").status_code == 200
        assert "could not be kept" in caplog.text
        assert not Trace.objects.exists()


def address_in(response):
    return response.content.decode().partition('href="')[2].partition('"')[0]
