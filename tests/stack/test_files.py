"""What nginx serves by itself: static files, and what people uploaded."""

import gzip

import pytest

from .upstream import page

HASHED = "base.4f2a01bc97de.css"
CSS = b"body { color: black }\n" * 50


@pytest.fixture(scope="module", autouse=True)
def files(running_door):
    static = running_door.folder / "static" / "css"
    static.mkdir()
    for name in "base.css", HASHED:
        (static / name).write_bytes(CSS)
    # Another text than in the file itself, so that a test can tell the two.
    (static / f"{HASHED}.gz").write_bytes(gzip.compress(b"made beforehand"))
    media = running_door.folder / "media"
    for name in "cat.png", "cat.JPG", "page.html", "face.svg", "list.pdf", "noname":
        (media / name).write_bytes(b"<script>alert(1)</script>")
    pictures = running_door.folder / "checked" / "pictures" / "ca"
    pictures.mkdir(parents=True)
    (pictures / "cat.webp").write_bytes(b"<script>alert(1)</script>")
    (running_door.folder / "secret_key").write_text("very secret")
    (running_door.folder / "static_old").mkdir()
    (running_door.folder / "static_old" / "x.txt").write_text("old")


class StaticTests:
    def test_application_is_not_asked(self, door):
        answer = door.ask("/static/css/base.css")
        assert (answer.status, answer.body) == (200, CSS)
        assert door.upstream.seen == []

    def test_type_is_said_and_not_to_be_guessed(self, door):
        headers = door.ask("/static/css/base.css").headers
        assert headers["Content-Type"] == "text/css; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_hashed_name_is_kept_for_ever(self, door):
        headers = door.ask(f"/static/css/{HASHED}").headers
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_plain_name_is_asked_for_each_time(self, door):
        first = door.ask("/static/css/base.css")
        assert first.headers["Cache-Control"] == "no-cache"
        again = door.ask("/static/css/base.css", If_None_Match=first.headers["ETag"])
        assert again.status == 304

    def test_compressed_beforehand(self, door):
        answer = door.ask(f"/static/css/{HASHED}", Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(answer.body) == b"made beforehand"

    @pytest.mark.parametrize(
        "path",
        [
            "/static../secret_key",
            "/static/../secret_key",
            "/static/%2e%2e/secret_key",
            "/static/..%2fsecret_key",
            "/static/css",
            "/static/css/",
            "/static/",
            "/static/none.css",
        ],
    )
    def test_nothing_else_is_found(self, door, path):
        answer = door.ask(path)
        assert b"very secret" not in answer.body
        assert answer.status in {301, 403, 404} or door.upstream.seen

    def test_another_folder_is_not_static(self, door):
        assert door.ask("/static_old/x.txt").body == b"hello"

    def test_cannot_be_written(self, door):
        assert door.ask("/static/css/base.css", "PUT", b"x").status == 405


class MediaTests:
    @pytest.mark.parametrize("name", ["page.html", "face.svg", "list.pdf", "noname"])
    def test_what_could_run_is_saved_instead(self, door, name):
        headers = door.ask(f"/media/{name}").headers
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["Content-Disposition"] == "attachment"

    @pytest.mark.parametrize("name", ["cat.png", "cat.JPG"])
    def test_picture_is_shown(self, door, name):
        headers = door.ask(f"/media/{name}").headers
        assert headers["Content-Type"].startswith("image/")
        assert "Content-Disposition" not in headers

    @pytest.mark.parametrize("name", ["page.html", "cat.png"])
    def test_nothing_in_it_runs(self, door, name):
        headers = door.ask(f"/media/{name}").headers
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"

    @pytest.mark.parametrize("path", ["/media/", "/media../secret_key", "/media/none"])
    def test_folder_is_not_listed_and_not_left(self, door, path):
        answer = door.ask(path)
        assert b"very secret" not in answer.body
        assert answer.status in {403, 404} or door.upstream.seen


class PictureTests:
    """Pictures in comments: Django says who may see which, nginx sends the file."""

    FILE = "/checked/pictures/ca/cat.webp"

    @pytest.fixture
    def allowed(self, door):
        door.upstream.answer = lambda environ: page(
            f"X-Accel-Redirect: {environ['CHECKED_FILES']}pictures/ca/cat.webp",
            "Content-Type: image/webp",
            "Cache-Control: private, max-age=3600",
        )
        return door

    def test_sent_after_django_has_allowed_it(self, allowed):
        answer = allowed.ask("/media/pictures/cat.webp")
        assert (answer.status, answer.body) == (200, b"<script>alert(1)</script>")
        assert len(allowed.upstream.seen) == 1

    def test_nothing_in_it_runs(self, allowed):
        headers = allowed.ask("/media/pictures/cat.webp").headers
        assert headers["Content-Type"] == "image/webp"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, max-age=3600"
        assert "X-Accel-Redirect" not in headers

    def test_asked_each_time(self, allowed):
        for _ in range(2):
            allowed.ask("/media/pictures/cat.webp")
        assert len(allowed.upstream.seen) == 2

    def test_unchanged_one_is_not_sent_again(self, allowed):
        first = allowed.ask("/media/pictures/cat.webp")
        again = allowed.ask(
            "/media/pictures/cat.webp", If_None_Match=first.headers["ETag"]
        )
        assert (again.status, again.body) == (304, b"")

    @pytest.mark.parametrize(
        "path", [FILE, "/checked/", "/media/../checked/pictures/ca/cat.webp"]
    )
    def test_no_address_leads_to_the_file(self, door, path):
        answer = door.ask(path)
        assert b"script>alert" not in answer.body
        assert answer.status in {403, 404}

    def test_client_cannot_say_where_it_lies(self, door):
        door.ask("/media/pictures/cat.webp", Checked_Files="/etc/")
        assert door.upstream.seen[0]["CHECKED_FILES"] == "/checked/"

    def test_elsewhere_django_is_not_told(self, door):
        door.ask("/forum/")
        assert "CHECKED_FILES" not in door.upstream.seen[0]
