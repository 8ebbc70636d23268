import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.accounts import archives, own_data, tasks
from apps.accounts.models import Application, Archive, User
from apps.look import queue

from .make import make_user

PARTS = ["profile", "sign-ins", "joining", "comments", "bookmarks", "reactions"]
PARTS += ["reading", "changes", "drafts", "notices", "watching"]

pytestmark = pytest.mark.django_db

DATA = "/accounts/data/"
ORDER = "/accounts/data/order/"
DOWNLOAD = "/accounts/data/download/"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """A private folder and a public one, for this test alone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    private = settings.STORAGES["private"]
    options = private["OPTIONS"] | {"location": tmp_path / "private"}
    settings.STORAGES = settings.STORAGES | {"private": private | {"OPTIONS": options}}
    return tmp_path


@pytest.fixture
def ada():
    return make_user("ada", display_name="Ada Okafor", bio="I *teach*.")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def work():
    """Do what is queued, as the worker would."""
    queue.Worker(batch=True).loop()


def ordered(user):
    """Let a member's archive be made."""
    Archive.objects.order(user)
    work()
    return Archive.objects.get(user=user)


def age(archive, **ago):
    then = timezone.now() - timedelta(**ago)
    Archive.objects.filter(pk=archive.pk).update(made_at=then, ordered_at=then)


def fetched(client):
    response = client.get(DOWNLOAD)
    return ZipFile(BytesIO(b"".join(response.streaming_content)))


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


class ArchiveTests:
    def test_it_holds_each_part_for_people_and_for_machines(self, as_ada, ada):
        ada.avatar.save("a.webp", ContentFile(b"pixels"))
        ordered(ada)

        zipped = fetched(as_ada)

        assert zipped.testzip() is None
        # And what the apps above add, each with a test of its own.
        assert set(zipped.namelist()) >= {
            "README.md",
            "avatar.webp",
            "mail.json",
            "pictures.json",
            *(f"{part}.{kind}" for part in PARTS for kind in ("json", "md")),
        }
        profile = json.loads(zipped.read("profile.json"))
        assert profile["email"] == "ada@example.org"
        assert profile["bio"] == "I *teach*."
        assert "I *teach*." in zipped.read("profile.md").decode()
        assert "Ada Okafor" in zipped.read("profile.md").decode()
        assert zipped.read("avatar.webp") == b"pixels"
        assert "ada at myweb" in zipped.read("README.md").decode()

    def test_applicant_finds_the_application(self, ada):
        Application.objects.create(member=ada, words="I mend bicycles.")

        parts = {name: "".join(pieces) for name, pieces in own_data.joining(ada)}

        told = json.loads(parts["joining.json"])["application"]
        assert told["words"] == "I mend bicycles."
        assert "I mend bicycles." in parts["joining.md"]

    def test_it_holds_no_secret(self, as_ada, ada):
        ordered(ada)

        zipped = fetched(as_ada)

        everything = b"".join(zipped.read(name) for name in zipped.namelist())
        assert ada.password.encode() not in everything
        assert as_ada.session.session_key.encode() not in everything

    def test_new_column_of_a_member_is_told_by_itself(self, ada):
        [name, pieces] = next(own_data.profile(ada))
        told = json.loads("".join(pieces))

        columns = {field.name for field in User._meta.concrete_fields}
        assert columns - told.keys() == own_data.NOT_TOLD

    def test_sign_ins_are_the_living_ones(self, as_ada, ada):
        Client().force_login(ada)
        ordered(ada)

        assert len(json.loads(fetched(as_ada).read("sign-ins.json"))) == 2

    def test_folder_is_closed_to_others(self, folders, ada):
        archive = ordered(ada)

        path = folders / "private" / archive.path
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.stat().st_size == archive.size
        assert files(folders / "media") == []

    def test_letter_says_that_it_is_there(self, ada, mailoutbox, settings):
        settings.SITE_URL = "https://forum.example"
        ordered(ada)

        [letter] = mailoutbox
        assert letter.to == ["ada@example.org"]
        assert "https://forum.example/accounts/data/" in letter.body
        assert ".zip" not in letter.body

    def test_without_an_address_there_is_no_letter(self, mailoutbox):
        assert ordered(make_user("lin", email="")).is_there
        assert mailoutbox == []

    def test_failure_is_tried_again(self, ada, settings):
        settings.OWN_DATA = ["apps.accounts.own_data.profile", "no.such.part"]
        Archive.objects.order(ada)
        work()
        archive = Archive.objects.get()
        assert (archive.parts_made, archive.made_at) == (1, None)

        settings.OWN_DATA = ["apps.accounts.own_data.profile"]
        DBTaskResult.objects.update(run_after=timezone.now())
        work()
        assert Archive.objects.get().is_there

    def test_made_twice_is_announced_once(self, ada, mailoutbox):
        archive = ordered(ada)
        tasks.make_archive.enqueue(archive.pk)
        archive.finish(archive.make())
        work()

        assert len(mailoutbox) == 1

    def test_shorter_one_writes_over_a_longer_one(self, as_ada, ada):
        archive = ordered(ada)
        User.objects.update(bio="x" * 100_000)
        archive.user.refresh_from_db()
        archive.make()
        User.objects.update(bio="")
        archive.user.refresh_from_db()
        archive.make()

        assert fetched(as_ada).testzip() is None

    def test_owner_who_left_while_it_was_made_leaves_nothing(self, ada, folders):
        Archive.objects.order(ada)
        archive = Archive.objects.get()
        size = archive.make()
        Archive.objects.all().delete()

        assert not archive.finish(size)
        assert files(folders / "private") == []
        work()  # the task finds nothing to do, and is no error
        assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()

    def test_a_list_is_json_however_long(self):
        for rows in [], [{"é": 1}], [{"a": timezone.now()}, {"a": None}]:
            assert len(json.loads("".join(archives.as_json(iter(rows))))) == len(rows)


class PruneTests:
    def test_it_is_kept_for_a_week(self, ada, folders):
        archive = ordered(ada)
        age(archive, days=6, hours=23)
        archives.prune()
        assert len(files(folders / "private")) == 1

        age(archive, days=7, minutes=1)
        archives.prune()
        assert files(folders / "private") == []
        assert not Archive.objects.exists()

    def test_what_could_not_be_made_is_forgotten(self, ada):
        Archive.objects.order(ada)
        Archive.objects.update(ordered_at=timezone.now() - timedelta(days=8))
        archives.prune()
        assert not Archive.objects.exists()

    def test_file_that_is_gone_is_no_error(self, ada):
        archive = ordered(ada)
        archive.delete_file()
        age(archive, days=8)
        archives.prune()
        assert not Archive.objects.exists()


class ArchiveDetailTests:
    def test_visitor_is_asked_to_sign_in(self, client):
        assert client.get(DATA)["Location"] == f"/accounts/login/?next={DATA}"

    def test_before_there_is_one(self, as_ada):
        page = as_ada.get(DATA).content.decode()

        assert "Make a copy" in page
        assert not Archive.objects.exists()

    def test_while_it_is_made(self, as_ada, ada, settings):
        Archive.objects.order(ada)
        Archive.objects.update(parts_made=2)

        page = as_ada.get(DATA).content.decode()

        parts = len(settings.OWN_DATA)
        assert f'<progress id="made" max="{parts}" value="2">' in page
        assert "Make a" not in page
        assert DOWNLOAD not in page

    def test_when_it_takes_too_long(self, as_ada, ada):
        Archive.objects.order(ada)
        Archive.objects.update(ordered_at=timezone.now() - timedelta(minutes=11))

        assert "longer than it should" in as_ada.get(DATA).content.decode()

    def test_when_it_is_there(self, as_ada, ada):
        ordered(ada)

        page = as_ada.get(DATA).content.decode()

        assert f'href="{DOWNLOAD}"' in page
        assert "You can have a new copy made from" in page
        assert "Make a" not in page

    def test_when_it_is_older_than_a_day(self, as_ada, ada):
        age(ordered(ada), days=1)

        assert "Make a new copy" in as_ada.get(DATA).content.decode()

    def test_when_its_week_is_over(self, as_ada, ada):
        age(ordered(ada), days=7)

        page = as_ada.get(DATA).content.decode()
        assert "is gone" in page
        assert DOWNLOAD not in page


class ArchiveCreateTests:
    def test_it_is_ordered(self, as_ada, ada):
        assert as_ada.post(ORDER)["Location"] == DATA
        assert Archive.objects.get().user == ada
        work()
        assert Archive.objects.get().is_there

    def test_ordering_twice_makes_one(self, as_ada):
        as_ada.post(ORDER)
        as_ada.post(ORDER)
        assert DBTaskResult.objects.count() == 1

        work()
        as_ada.post(ORDER)
        assert Archive.objects.get().is_there

    def test_new_one_takes_the_place_of_yesterday_s(self, as_ada, ada, folders):
        age(ordered(ada), days=1)

        as_ada.post(ORDER)

        assert files(folders / "private") == []
        assert as_ada.get(DOWNLOAD).status_code == 404
        work()
        assert fetched(as_ada).testzip() is None

    def test_opening_it_orders_nothing(self, as_ada):
        assert as_ada.get(ORDER).status_code == 405
        assert not Archive.objects.exists()

    def test_visitor_is_asked_to_sign_in(self, client):
        assert "/accounts/login/" in client.post(ORDER)["Location"]

    def test_form_from_elsewhere_is_refused(self, ada):
        forged = Client(enforce_csrf_checks=True)
        forged.force_login(ada)
        assert forged.post(ORDER).status_code == 403


class ArchiveDownloadTests:
    def test_file_has_a_name_and_is_kept_by_nobody(self, as_ada, ada):
        archive = ordered(ada)

        response = as_ada.get(DOWNLOAD)

        name = f'attachment; filename="ada-{archive.made_at:%Y-%m-%d}.zip"'
        assert response["Content-Disposition"] == name
        assert response["Content-Type"] == "application/zip"
        assert "no-store" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert int(response["Content-Length"]) == archive.size
        response.close()

    def test_stranger_gets_their_own_or_nothing(self, client, ada):
        ordered(ada)
        client.force_login(make_user("lin"))
        assert client.get(DOWNLOAD).status_code == 404

        ordered(User.objects.get(username="lin"))
        profile = json.loads(fetched(client).read("profile.json"))
        assert profile["username"] == "lin"

    def test_visitor_is_asked_to_sign_in(self, client, ada):
        ordered(ada)
        assert "/accounts/login/" in client.get(DOWNLOAD)["Location"]

    def test_it_is_not_there_yet_or_no_more(self, as_ada, ada):
        Archive.objects.order(ada)
        assert as_ada.get(DOWNLOAD).status_code == 404
        work()
        age(Archive.objects.get(), days=7)
        assert as_ada.get(DOWNLOAD).status_code == 404

    def test_file_that_was_lost_is_not_found(self, as_ada, ada):
        ordered(ada).delete_file()
        assert as_ada.get(DOWNLOAD).status_code == 404

    def test_public_folder_has_no_way_to_it(self, as_ada, ada, settings):
        archive = ordered(ada)
        for address in f"/media/{archive.path}", f"/media/../private/{archive.path}":
            assert as_ada.get(address).status_code in {400, 404}
