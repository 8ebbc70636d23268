from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from apps.look import identity
from apps.look.identity import Identity
from apps.look.pictures import redraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    user = get_user_model().objects.create_superuser(
        "grace", "grace@example.org", "a secret"
    )
    client.force_login(user)
    return user


def picture(kind="PNG", size=(600, 300)):
    data = BytesIO()
    Image.new("RGB", size, "navy").save(data, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", data.getvalue())


class IdentityTests:
    def test_without_one_the_name_is_that_of_the_settings(self, client, settings):
        settings.SITE_NAME = "Thursday class"
        assert "<span>Thursday class</span>" in client.get("/forum/").content.decode()

    def test_is_shown_as_soon_as_it_is_saved(self, client):
        client.get("/forum/")
        Identity.objects.create(name="Choir & forum", source_url="https://a.example/")
        page = client.get("/forum/").content.decode()
        assert "<span>Choir &amp; forum</span>" in page
        assert '<a href="https://a.example/">Source code</a>' in page

    def test_is_asked_for_once_in_ten_seconds(
        self, monkeypatch, django_assert_num_queries
    ):
        now = 1000.0
        monkeypatch.setattr(identity, "monotonic", lambda: now)
        identity.forget()
        with django_assert_num_queries(1):
            identity.current(), identity.current()
        now += 10.1
        with django_assert_num_queries(1):
            identity.current()

    def test_welcome_is_markdown_and_obeys_no_html(self):
        Identity.objects.create(welcome="**Hello** <script>")
        welcome = identity.current().as_context()["SITE_WELCOME"]
        assert "<strong>Hello</strong>" in welcome
        assert "<script>" not in welcome

    def test_there_is_one(self):
        Identity.objects.create(name="one")
        with pytest.raises(IntegrityError), transaction.atomic():
            Identity.objects.bulk_create([Identity(id=2, name="two")])


@pytest.mark.usefixtures("owner")
class IdentityAdminTests:
    def test_list_leads_to_the_form(self, client):
        address = "/admin/look/identity/"
        assert client.get(address)["Location"] == f"{address}add/"
        Identity.objects.create()
        assert client.get(address)["Location"] == f"{address}1/change/"
        assert client.get(f"{address}add/").status_code == 403

    def test_logo_is_drawn_anew(self, client, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        logo = picture("JPEG")
        client.post("/admin/look/identity/add/", {"name": "Choir", "logo": logo})
        kept = Identity.objects.get().logo
        with Image.open(kept.path) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", (240, 120))
        assert f'src="{kept.url}"' in client.get("/forum/").content.decode()

    def test_svg_is_refused(self, client):
        svg = SimpleUploadedFile(
            "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
        )
        page = client.post("/admin/look/identity/add/", {"logo": svg}).content.decode()
        assert not Identity.objects.exists()
        assert "errorlist" in page

    def test_pages_say_that_they_are_markdown(self, client):
        page = client.get("/admin/flatpages/flatpage/add/").content.decode()
        assert "HTML is shown as it is typed, not obeyed." in page


class PictureTests:
    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
    def test_fits_the_frame(self, kind):
        with Image.open(redraw(picture(kind), 100, 100)) as drawn:
            assert drawn.size == (100, 50)

    @pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
    def test_other_formats_are_refused(self, kind):
        with pytest.raises(ValidationError, match="not a PNG, WebP or JPEG"):
            redraw(picture(kind), 100, 100)

    def test_colour_profile_is_not_kept(self):
        data = BytesIO()
        Image.new("RGB", (90, 90)).save(data, "PNG", icc_profile=b"SecretProfile")
        drawn = redraw(SimpleUploadedFile("a.png", data.getvalue()), 100, 100)
        with Image.open(drawn) as picture:
            assert "icc_profile" not in picture.info

    def test_half_a_picture_is_refused(self):
        whole = picture("PNG").read()
        half = SimpleUploadedFile("half.png", whole[: len(whole) // 2])
        with pytest.raises(ValidationError, match="damaged"):
            redraw(half, 100, 100)

    def test_a_giant_is_refused_before_it_is_decoded(self, monkeypatch):
        monkeypatch.setattr("apps.look.pictures.MAX_PIXELS", 1000)
        with pytest.raises(ValidationError, match="million pixels"):
            redraw(picture(), 100, 100)


class FlatPageTests:
    @pytest.mark.parametrize("address", ["/pages/rules/", "/pages/privacy/"])
    def test_owner_has_pages_to_begin_with(self, client, address):
        page = client.get(address).content.decode()
        assert '<div class="prose"' in page
        assert "<strong>" in page
