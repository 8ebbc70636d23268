import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image, PngImagePlugin

from apps.accounts import avatars
from apps.accounts.models import User
from apps.look import pictures

from .make import make_user

pytestmark = pytest.mark.django_db

AVATAR = "/accounts/avatar/"
REMOVE = "/accounts/avatar/remove/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def upload(as_ada, django_capture_on_commit_callbacks):
    """Send a file as Ada, and do what waits for the end of the transaction."""

    def upload(content, name="me.png", kind="image/png"):
        file = SimpleUploadedFile(name, content, kind)
        with django_capture_on_commit_callbacks(execute=True):
            return as_ada.post(AVATAR, {"picture": file})

    return upload


def drawn(kind="PNG", size=(640, 480), mode="RGB", colour="navy", **options):
    data = BytesIO()
    Image.new(mode, size, colour).save(data, kind, **options)
    return data.getvalue()


def moving(kind):
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    data = BytesIO()
    frames[0].save(data, kind, save_all=True, append_images=frames[1:])
    return data.getvalue()


def files(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def chunk(kind, content):
    size, check = len(content).to_bytes(4), zlib.crc32(kind + content).to_bytes(4)
    return size + kind + content + check


def png_that_claims(width, height):
    """A PNG whose head promises so many pixels, and whose body is tiny."""
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    body = zlib.compress(b"\0" * 100_000)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


class AvatarEditTests:
    def test_visitor_is_asked_to_sign_in(self, client):
        assert client.get(AVATAR)["Location"] == f"/accounts/login/?next={AVATAR}"

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
    def test_picture_is_drawn_anew_as_a_square(self, upload, ada, media, kind):
        response = upload(drawn(kind))

        assert response["Location"] == AVATAR
        ada.refresh_from_db()
        [file] = files(media)
        with Image.open(file) as picture:
            assert (picture.format, picture.size) == ("WEBP", (288, 288))
        assert ada.face_url == f"/media/avatars/{file.name}"
        assert file.stat().st_size < 20_000

    def test_its_page_and_the_member_s_show_it(self, upload, as_ada, ada):
        upload(drawn())
        ada.refresh_from_db()

        for address in AVATAR, "/members/ada/", "/accounts/profile/":
            assert f'src="{ada.face_url}"' in as_ada.get(address).content.decode()

    def test_small_picture_is_not_blown_up(self, upload, media):
        upload(drawn(size=(60, 90)))

        with Image.open(files(media)[0]) as picture:
            assert picture.size == (60, 60)

    def test_middle_is_cut_out(self, upload, media):
        wide = Image.new("RGB", (900, 300), "red")
        wide.paste("blue", (300, 0, 600, 300))
        data = BytesIO()
        wide.save(data, "PNG")

        upload(data.getvalue())

        with Image.open(files(media)[0]) as picture:
            for corner in (9, 9), (279, 9), (9, 279), (279, 279):
                red, _, blue = picture.getpixel(corner)
                assert blue > 200 > 50 > red

    def test_photo_stands_upright_and_its_metadata_are_gone(self, upload, media):
        photo = Image.new("RGB", (400, 400), "red")
        photo.paste("blue", (0, 0, 400, 200))  # the sky, if it were upright
        exif = Image.Exif()
        exif[0x0112] = 6  # turn it by a quarter to the right
        exif[0x010F] = "SecretCamera"
        exif.get_ifd(0x8825)[1] = "N"
        data = BytesIO()
        photo.save(data, "JPEG", exif=exif, comment=b"SecretComment")

        upload(data.getvalue())

        [file] = files(media)
        assert b"Secret" not in file.read_bytes()
        with Image.open(file) as picture:
            assert not picture.getexif()
            assert not {"exif", "xmp", "icc_profile"} & picture.info.keys()
            left, right = picture.getpixel((9, 144)), picture.getpixel((279, 144))
        assert (left[0] > 200, right[2] > 200) == (True, True)

    def test_text_in_a_png_is_gone(self, upload, media):
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", "SecretName", zip=False)

        upload(drawn(pnginfo=text))

        assert b"Secret" not in files(media)[0].read_bytes()

    @pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\3\4evil"])
    def test_what_is_hidden_behind_a_picture_is_gone(self, upload, media, tail):
        upload(drawn() + tail, "me.html", "text/html")

        [file] = files(media)
        assert file.suffix == ".webp"
        assert tail not in file.read_bytes()

    def test_transparency_stays(self, upload, media):
        upload(drawn(mode="RGBA", colour=(0, 0, 255, 128)))

        with Image.open(files(media)[0]) as picture:
            assert picture.getpixel((9, 9))[3] == 128

    @pytest.mark.parametrize(("kind", "mode"), [("PNG", "P"), ("JPEG", "CMYK")])
    def test_other_ways_to_write_colours(self, upload, media, kind, mode):
        upload(drawn(kind, mode=mode, colour=0))

        assert len(files(media)) == 1

    def test_file_before_is_deleted_and_the_name_is_new(self, upload, media):
        upload(drawn())
        [first] = files(media)
        upload(drawn(colour="red"))

        [second] = files(media)
        assert first.name != second.name
        assert len(second.stem) == 32

    def test_file_before_stays_until_the_change_is_certain(self, ada, media):
        avatars.change(ada, pictures.redraw_square(upload_of(drawn()), 288))
        avatars.change(ada, pictures.redraw_square(upload_of(drawn()), 288))

        assert len(files(media)) == 2  # this test's transaction never commits

    def test_file_does_not_stay_when_the_row_cannot_be_written(
        self, ada, media, monkeypatch
    ):
        def fail(user, *args, **options):
            user.avatar.save(user.avatar.name, user.avatar.file, save=False)
            raise RuntimeError("The database is away.")

        monkeypatch.setattr(User, "save", fail)
        with pytest.raises(RuntimeError):
            avatars.change(ada, pictures.redraw_square(upload_of(drawn()), 288))

        assert files(media) == []

    def test_nothing_but_the_avatar_is_changed(self, upload, ada):
        before = User.objects.values().get(pk=ada.pk)
        upload(drawn())
        after = User.objects.values().get(pk=ada.pk)

        assert {name for name in after if after[name] != before[name]} == {"avatar"}

    def test_phone_s_jpeg_with_a_second_picture_is_taken(self, upload, media):
        first = Image.new("RGB", (64, 64), "navy")
        data = BytesIO()
        first.save(data, "MPO", save_all=True, append_images=[first.copy()])

        upload(data.getvalue(), "me.jpg", "image/jpeg")

        assert len(files(media)) == 1


def upload_of(content):
    return SimpleUploadedFile("me.png", content)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PICTURE = "not a PNG, WebP or JPEG picture, or it is damaged"
HOSTILE = {
    "nothing in it": (b"", "This file is empty"),
    "one byte": (b"\x89", NO_PICTURE),
    "text": (b"Hello", NO_PICTURE),
    "SVG": (SVG, NO_PICTURE),
    "HTML": (b"<!doctype html><script>alert(1)</script>", NO_PICTURE),
    "HTML that begins as a GIF": (b"GIF89a/*<script>alert(1)</script>*/", NO_PICTURE),
    "SVG that begins as a PNG": (b"\x89PNG\r\n\x1a\n" + SVG, NO_PICTURE),
    "script that begins as a JPEG": (b"\xff\xd8\xff\xe0<?php evil(); ?>", NO_PICTURE),
    "GIF": (drawn("GIF"), NO_PICTURE),
    "TIFF": (drawn("TIFF"), NO_PICTURE),
    "ICO": (drawn("ICO"), NO_PICTURE),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NO_PICTURE),
    "half a PNG": (drawn(size=(640, 480))[:-40], NO_PICTURE),
    "half a JPEG": (drawn("JPEG")[:2000], NO_PICTURE),
    "half a WebP": (drawn("WEBP")[:60], NO_PICTURE),
    "PNG that moves": (moving("PNG"), "The picture moves"),
    "WebP that moves": (moving("WEBP"), "The picture moves"),
    "too many bytes": (drawn() + b"\0" * 5 * 1024**2, "larger than 5 MB"),
    "too many pixels": (png_that_claims(6_000, 6_000), "more than 25 million pixels"),
    "100 million": (png_that_claims(10_000, 10_000), "more than 25 million pixels"),
    "a bomb": (png_that_claims(60_000, 60_000), "more than 25 million pixels"),
    "the largest head": (png_that_claims(2**31 - 1, 2**31 - 1), ""),
    "no pixels": (png_that_claims(0, 0), ""),
    "a body too short": (png_that_claims(4_000, 4_000), NO_PICTURE),
    "a dot": (drawn(size=(1, 1)), "at least 48 × 48"),
    "a strip": (drawn(size=(4_000, 50)), "narrow strip"),
}


class HostileFileTests:
    @pytest.mark.parametrize("what", HOSTILE)
    def test_is_refused_with_a_sentence(self, upload, ada, media, what):
        content, sentence = HOSTILE[what]

        response = upload(content)

        [error] = response.context["form"].errors["picture"]
        assert sentence in error
        assert error.endswith(".")
        assert f"{error}</li>" in response.content.decode()
        assert files(media) == []
        assert User.objects.get(pk=ada.pk).avatar == ""

    def test_file_with_a_long_name_is_refused(self, upload):
        response = upload(drawn(), "a" * 250 + ".png")

        assert "name of this file is too long" in response.content.decode()

    @pytest.mark.parametrize("name", ["../../evil.py", "a\0.png", "<b>.svg"])
    def test_name_means_nothing(self, upload, media, name):
        upload(drawn(), name)

        [file] = files(media)
        assert file.parent == media / "avatars"
        assert file.stem.isalnum()

    def test_no_file_is_said_beside_the_field(self, as_ada):
        for fields in {}, {"picture": "text instead of a file"}:
            response = as_ada.post(AVATAR, fields)
            errors = response.context["form"].errors
            assert errors == {"picture": ["Choose a picture first."]}

    def test_form_from_elsewhere_is_refused(self, ada, media):
        forged = Client(enforce_csrf_checks=True)
        forged.force_login(ada)

        response = forged.post(AVATAR, {"picture": upload_of(drawn())})

        assert response.status_code == 403
        assert files(media) == []


class RefusedTests:
    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"block": "write", "block_reason": "Advertising."}, "Advertising."),
            ({"deleted_at": timezone.now()}, "Your account is closed."),
            ({"confirmed_at": None}, "Confirm your e-mail address"),
        ],
        ids=["blocked", "departed", "unconfirmed"],
    )
    def test_is_told_why_and_nothing_is_decoded(
        self, upload, as_ada, ada, media, monkeypatch, fields, why
    ):
        User.objects.filter(pk=ada.pk).update(**fields)
        monkeypatch.setattr(pictures, "redraw_square", pytest.fail)

        response = upload(drawn())

        assert response.status_code == 403
        assert why in response.text
        assert why in as_ada.get(AVATAR).text
        assert "Use this picture" not in response.text
        assert files(media) == []

    def test_applicant_gets_ready(self, upload, ada):
        User.objects.filter(pk=ada.pk).update(approved_at=None)

        assert upload(drawn()).status_code == 302

    def test_blocked_member_may_remove_it(self, upload, as_ada, ada):
        upload(drawn())
        User.objects.filter(pk=ada.pk).update(block="write", block_reason="Ads.")

        as_ada.post(REMOVE)

        assert not User.objects.get(pk=ada.pk).avatar


class AvatarDeleteTests:
    def test_drawn_face_is_there_again(
        self, upload, as_ada, ada, media, django_capture_on_commit_callbacks
    ):
        upload(drawn())
        with django_capture_on_commit_callbacks(execute=True):
            response = as_ada.post(REMOVE, follow=True)

        assert files(media) == []
        ada.refresh_from_db()
        assert f'src="{ada.face_url}"' in response.content.decode()
        assert ada.face_url.startswith("/faces/")

    def test_nothing_to_remove_is_no_error(self, as_ada):
        assert as_ada.post(REMOVE)["Location"] == AVATAR

    def test_opening_it_removes_nothing(self, upload, as_ada, media):
        upload(drawn())

        assert as_ada.get(REMOVE).status_code == 405
        assert len(files(media)) == 1

    def test_visitor_is_asked_to_sign_in(self, client):
        assert "/accounts/login/" in client.post(REMOVE)["Location"]

    def test_file_that_is_gone_already_is_no_error(self, upload, media):
        upload(drawn())
        files(media)[0].unlink()

        assert upload(drawn()).status_code == 302
