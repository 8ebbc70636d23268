import json
import uuid
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from apps.forum import leaving, own_data, pictures
from apps.forum.models import Board, Draft, Picture, State
from apps.look import figures

from .make import make_board, make_picture, make_topic, make_upload, make_user

pytestmark = pytest.mark.django_db

NEW = "/forum/pictures/new/"


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def shown(picture, alt="A ship"):
    return picture.as_markdown(alt)


def paths(picture):
    return [Path(file.path) for file in (picture.large, picture.small) if file]


def opened(content):
    return Image.open(BytesIO(content))


def age(picture, **ago):
    Picture.objects.filter(pk=picture.pk).update(
        unused_since=timezone.now() - timedelta(**ago)
    )


class PictureTests:
    def test_drawn_anew_in_two_sizes(self, ada):
        picture = make_picture(ada, (3000, 1500))
        large, small = [opened(path.read_bytes()) for path in paths(picture)]
        assert (large.format, large.size) == ("WEBP", (2000, 1000))
        assert (small.format, small.size) == ("WEBP", (960, 480))
        assert (picture.width, picture.height) == (960, 480)
        assert picture.size == sum(path.stat().st_size for path in paths(picture))

    def test_small_one_is_kept_once(self, ada):
        picture = make_picture(ada, (64, 48))
        assert not picture.small
        assert picture.small_address == picture.address

    def test_nothing_but_pixels_is_kept(self, as_ada, ada):
        exif = Image.Exif()
        exif[0x010F] = "A camera"
        exif.get_ifd(0x8825)[1] = "N"
        upload = make_upload((800, 600), "JPEG", exif=exif)
        as_ada.post(NEW, {"picture": upload, "alt": "x"})
        [path] = paths(Picture.objects.get())
        kept = opened(path.read_bytes())
        assert not kept.getexif()
        assert b"camera" not in path.read_bytes()

    def test_words_do_not_end_its_markdown(self, ada):
        picture = make_picture(ada)
        comment = make_topic(
            ada, text=shown(picture, "a] ![x](y) *b*\n`c` <d> @ada &amp;")
        )
        html = comment.comments.get().html
        assert 'alt="a] ![x](y) *b* `c` &lt;d&gt; @ada &amp;amp;"' in html

    def test_quota(self, ada, monkeypatch):
        kept = make_picture(ada)
        monkeypatch.setattr(Picture, "QUOTA", kept.size * 2 - 1)
        make_picture(make_user())
        with pytest.raises(Picture.Full):
            make_picture(ada)

    def test_failed_row_leaves_no_file(self, ada, monkeypatch):
        folder = Path(make_picture(ada).large.path).parent.parent
        before = sorted(folder.rglob("*.webp"))

        def fail(*args, **kwargs):
            raise OSError("the disk is full")

        monkeypatch.setattr(Picture, "save", fail)
        with pytest.raises(OSError, match="full"):
            make_picture(ada)
        assert sorted(folder.rglob("*.webp")) == before


class CommentTests:
    """Which pictures a comment shows."""

    def test_own_picture_is_shown_with_its_size(self, ada):
        picture = make_picture(ada, (1200, 900))
        comment = make_topic(ada, text=shown(picture)).comments.get()
        assert f'src="{picture.small_address}" alt="A ship"' in comment.html
        assert 'width="960" height="720" loading="lazy"' in comment.html
        assert f'<a href="{picture.address}"' in comment.html
        assert [*comment.pictures.all()] == [picture]

    def test_it_is_no_link_out_of_the_text(self, ada):
        picture = make_picture(ada, (1200, 900))
        assert not make_topic(ada, text=shown(picture)).comments.get().has_links

    def test_another_members_picture_stays_a_link(self, ada):
        picture = make_picture()
        comment = make_topic(ada, text=shown(picture)).comments.get()
        assert "<img" not in comment.html
        assert f'<a href="{picture.address}"' in comment.html
        assert not comment.pictures.exists()

    def test_pictures_of_other_hosts_stay_links(self, ada):
        address = "https://evil.example/media/pictures/" + "a" * 32 + ".webp"
        comment = make_topic(ada, text=f"![x]({address})").comments.get()
        assert "<img" not in comment.html

    def test_no_more_than_some_are_shown(self, ada):
        lines = "\n\n".join([shown(make_picture(ada))] * (figures.SHOWN + 2))
        comment = make_topic(ada, text=lines).comments.get()
        assert comment.html.count("<img") == figures.SHOWN

    def test_change_of_a_comment_changes_its_pictures(self, ada):
        first, second = make_picture(ada), make_picture(ada)
        comment = make_topic(ada, text=shown(first)).comments.get()
        comment.edit(shown(second))
        assert [*comment.pictures.all()] == [second]
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.unused_since
        assert not second.unused_since

    def test_it_costs_nothing_without_pictures(self, ada, django_assert_num_queries):
        topic = make_topic(ada)
        with django_assert_num_queries(0):
            assert ada.pictures.in_text("No picture.") == {}
        comment = topic.reply(ada, "No picture.")
        assert not comment.pictures.exists()


class PictureCreateTests:
    def test_script_gets_what_shows_it(self, as_ada, ada):
        answer = as_ada.post(NEW, {"picture": make_upload(), "alt": "A ship"})
        picture = ada.pictures.get()
        assert answer.json() == {"markdown": f"![A ship]({picture.address})"}

    @pytest.mark.parametrize(
        "upload, alt, words",
        [
            (make_upload(), " ", "what your picture shows"),
            (None, "A ship", "Choose the picture"),
            (SimpleUploadedFile("a.png", b"<svg/>"), "x", "not a PNG, WebP or JPEG"),
            (SimpleUploadedFile("a.png", b""), "x", "empty"),
            (make_upload((5001, 5000)), "x", "25 million pixels"),
        ],
    )
    def test_refused_with_a_sentence(self, as_ada, upload, alt, words):
        sent = {"alt": alt} | ({"picture": upload} if upload else {})
        if upload:
            upload.seek(0)
        answer = as_ada.post(NEW, sent)
        assert answer.status_code == 400
        assert words in answer.json()["error"]
        assert not Picture.objects.exists()

    def test_too_often(self, as_ada, settings):
        settings.LIMITS = "upload=0.01"
        codes = [
            as_ada.post(NEW, {"picture": make_upload(), "alt": "x"}).status_code
            for _ in range(2)
        ]
        assert codes == [200, 429]

    def test_who_may_not_write_may_not_upload(self, client):
        client.force_login(make_user(block="write", block_reason="Spam."))
        answer = client.post(NEW, {"picture": make_upload(), "alt": "x"})
        assert answer.status_code == 403
        assert not Picture.objects.exists()

    def test_full(self, as_ada, monkeypatch):
        monkeypatch.setattr(Picture, "QUOTA", 10)
        answer = as_ada.post(NEW, {"picture": make_upload(), "alt": "x"})
        assert "make room" in answer.json()["error"]


class WithoutScriptTests:
    """A picture that comes along with the form for writing."""

    @pytest.fixture
    def path(self):
        return f"{make_topic().get_absolute_url()}reply/"

    def form(self, **fields):
        sent = {"text": "Look:", "form_key": str(uuid.uuid4()), "alt": "A ship"}
        return sent | fields

    def test_form_offers_it(self, as_ada, path):
        page = as_ada.get(path).text
        assert 'enctype="multipart/form-data"' in page
        assert f"up to {5} MB" in page

    def test_sent_with_the_text_it_stands_at_its_end(self, as_ada, ada, path):
        as_ada.post(path, self.form(picture=make_upload()))
        comment = ada.comments.get()
        assert comment.text.strip() == f"Look:\n\n{shown(ada.pictures.get())}"
        assert "<img" in comment.html

    def test_preview_shows_it_and_keeps_it_in_the_text(self, as_ada, ada, path):
        sent = self.form(picture=make_upload(), preview="1")
        page = as_ada.post(path, sent).text
        picture = ada.pictures.get()
        assert f'src="{picture.address}"' in page
        assert shown(picture) in page
        assert not ada.comments.exists()

    def test_draft_keeps_it(self, as_ada, ada, path):
        as_ada.post(path, self.form(picture=make_upload(), keep="1"))
        assert shown(ada.pictures.get()) in ada.drafts.get().text

    @pytest.mark.parametrize("act", [{}, {"preview": "1"}, {"keep": "1"}])
    def test_wrong_one_stops_everything_and_the_words_stay(
        self, as_ada, ada, path, act
    ):
        wrong = SimpleUploadedFile("a.png", b"nothing")
        page = as_ada.post(path, self.form(picture=wrong, **act)).text
        assert "not a PNG, WebP or JPEG" in page
        assert "Look:</textarea>" in page
        assert 'value="A ship"' in page
        assert not ada.comments.exists()
        assert not ada.drafts.exists()

    def test_described_and_not_chosen(self, as_ada, ada, path):
        page = as_ada.post(path, self.form()).text
        assert "Choose the picture, too" in page
        assert not ada.comments.exists()

    def test_who_may_not_answer_sends_none(self, client, path):
        client.post(path, self.form(picture=make_upload()))
        assert not Picture.objects.exists()


class PictureFileTests:
    """Who may fetch a picture: who may read the words that it stands in."""

    @pytest.fixture
    def picture(self, ada):
        return make_picture(ada, (1200, 900))

    def code(self, client, picture, user=None):
        if user:
            client.force_login(user)
        else:
            client.logout()
        codes = {
            client.get(address).status_code
            for address in (picture.address, picture.small_address)
        }
        (code,) = codes
        return code

    def test_everybody_may_when_the_comment_is_public(self, client, ada, picture):
        make_topic(ada, text=shown(picture))
        assert self.code(client, picture) == 200
        assert self.code(client, picture, make_user()) == 200

    def test_both_sizes(self, client, ada, picture):
        make_topic(ada, text=shown(picture))
        sizes = [
            opened(client.get(address).content).size
            for address in (picture.address, picture.small_address)
        ]
        assert sizes == [(1200, 900), (960, 720)]

    def test_unsent_one_is_its_owners(self, client, ada, picture):
        assert self.code(client, picture) == 404
        assert self.code(client, picture, make_user()) == 404
        assert self.code(client, picture, ada) == 200

    @pytest.mark.parametrize(
        "state", [State.HIDDEN, State.DELETED, State.WITHDRAWN, State.HELD]
    )
    def test_goes_with_the_comment(self, client, ada, picture, state):
        topic = make_topic()
        comment = topic.reply(ada, shown(picture))
        comment.become(state)
        assert self.code(client, picture) == 404
        assert self.code(client, picture, make_user()) == 404
        assert self.code(client, picture, ada) == 200
        comment.become(State.PUBLISHED)
        assert self.code(client, picture) == 200

    def test_goes_with_the_topic_and_the_board(self, client, ada, picture):
        topic = make_topic(ada, text=shown(picture))
        topic.become(State.HIDDEN)
        assert self.code(client, picture) == 404
        topic.become(State.PUBLISHED)
        topic.move(make_board(access=Board.Access.MEMBERS))
        assert self.code(client, picture) == 404
        assert self.code(client, picture, make_user()) == 200

    def test_moderators_of_its_board_see_what_is_hidden(self, client, ada, picture):
        topic = make_topic(ada, text=shown(picture))
        topic.comments.get().become(State.HIDDEN)
        here, elsewhere = make_user(is_staff=True), make_user(is_staff=True)
        topic.board.moderators.add(here)
        make_board().moderators.add(elsewhere)
        assert self.code(client, picture, here) == 200
        assert self.code(client, picture, elsewhere) == 404
        assert (
            self.code(client, picture, make_user(is_staff=True, is_superuser=True))
            == 200
        )

    def test_changed_comment_takes_it_away(self, client, ada, picture):
        comment = make_topic(ada, text=shown(picture)).comments.get()
        comment.edit("Without.")
        assert self.code(client, picture) == 404

    def test_it_can_run_nothing(self, client, ada, picture):
        make_topic(ada, text=shown(picture))
        answer = client.get(picture.address)
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "private, max-age=3600"
        assert "X-Accel-Redirect" not in answer

    def test_nginx_sends_it_when_it_stands_in_front(self, client, ada, picture):
        make_topic(ada, text=shown(picture))
        answer = client.get(picture.address, CHECKED_FILES="/checked/")
        assert answer["X-Accel-Redirect"] == f"/checked/{picture.large.name}"
        assert answer.content == b""

    def test_no_client_can_say_that_it_does(self, client, ada, picture):
        make_topic(ada, text=shown(picture))
        answer = client.get(picture.address, headers={"CHECKED_FILES": "/etc/"})
        assert "X-Accel-Redirect" not in answer

    def test_lost_file_is_not_found(self, client, ada, picture):
        make_topic(ada, text=shown(picture))
        picture.delete_files()
        assert self.code(client, picture) == 404

    def test_one_query(self, client, ada, picture, django_assert_num_queries):
        make_topic(ada, text=shown(picture))
        with django_assert_num_queries(1):
            client.get(picture.address)


class PruneTests:
    def prune(self, capture):
        with capture(execute=True):
            pictures.prune()

    def test_forgotten_one_goes_with_its_files(
        self, ada, django_capture_on_commit_callbacks
    ):
        picture, young = make_picture(ada, (1200, 900)), make_picture(ada)
        age(picture, hours=49)
        age(young, hours=47)
        self.prune(django_capture_on_commit_callbacks)
        assert [*Picture.objects.all()] == [young]
        assert [path.exists() for path in paths(picture)] == [False, False]
        assert paths(young)[0].exists()

    def test_what_a_comment_shows_stays_also_hidden(
        self, ada, django_capture_on_commit_callbacks
    ):
        picture = make_picture(ada)
        make_topic(ada, text=shown(picture)).comments.get().become(State.HIDDEN)
        self.prune(django_capture_on_commit_callbacks)
        assert Picture.objects.exists()
        assert Picture.objects.get().unused_since is None

    def test_what_stands_in_a_draft_or_a_history_stays(
        self, ada, django_capture_on_commit_callbacks
    ):
        drafted, changed = make_picture(ada), make_picture(ada)
        Draft.objects.keep(ada, make_topic(), text=shown(drafted))
        make_topic(ada, text=shown(changed)).comments.get().edit("Without.")
        for picture in drafted, changed:
            age(picture, hours=49)
        self.prune(django_capture_on_commit_callbacks)
        assert Picture.objects.count() == 2
        assert not Picture.objects.forgotten().exists()

    def test_quick_when_nothing_is_due(self, ada, django_assert_num_queries):
        make_picture(ada)
        with django_assert_num_queries(1):
            pictures.prune()


class LeavingTests:
    def test_pictures_go_with_the_words(self, ada, django_capture_on_commit_callbacks):
        picture = make_picture(ada)
        make_topic(ada, text=shown(picture))
        with django_capture_on_commit_callbacks(execute=True):
            leaving.erase(ada, everything=True)
        assert not Picture.objects.exists()
        assert not paths(picture)[0].exists()

    def test_where_the_words_stay_their_pictures_do(
        self, ada, django_capture_on_commit_callbacks
    ):
        stays, unsent, taken_back = [make_picture(ada) for _ in range(3)]
        topic = make_topic(ada, text=shown(stays))
        topic.reply(ada, shown(taken_back)).retract()
        with django_capture_on_commit_callbacks(execute=True):
            leaving.erase(ada, everything=False)
        assert [*Picture.objects.all()] == [stays]
        assert not paths(unsent)[0].exists()


class OwnDataTests:
    def test_pictures_are_in_the_archive(self, ada):
        picture = make_picture(ada)
        comment = make_topic(ada, text=shown(picture)).comments.get()
        make_picture()
        files = dict(own_data.pictures(ada))
        [row] = json.loads("".join(files.pop("pictures.json")))
        assert row["address"] == f"http://testserver{picture.address}"
        assert row["comments"] == [f"http://testserver{comment.get_absolute_url()}"]
        assert {name: b"".join(pieces) for name, pieces in files.items()} == {
            row["file"]: paths(picture)[0].read_bytes()
        }
