import pytest
from django.core.mail import BadHeaderError

from apps.look import mail

LETTER = {"to": "lin@example.org", "subject": "Hello", "text": "Good morning.\n"}


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "apps.look.mail.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


class SendTests:
    def test_text_only_is_one_part(self, mailoutbox):
        mail.send(**LETTER)
        message = mailoutbox[0].message()
        assert message.get_content_type() == "text/plain"
        assert message["Auto-Submitted"] == "auto-generated"

    def test_html_makes_two_parts_and_the_text_comes_first(self, mailoutbox):
        mail.send(**LETTER, html="<p>Good morning.</p>")
        parts = [p.get_content_type() for p in mailoutbox[0].message().get_payload()]
        assert parts == ["text/plain", "text/html"]

    def test_message_id_is_the_same_each_time(self, mailoutbox, settings):
        settings.SITE_URL = "https://forum.example.org"
        for _ in range(2):
            mail.send(**LETTER, message_id="7f3c")
        ids = {m.message()["Message-ID"] for m in mailoutbox}
        assert ids == {"<7f3c@forum.example.org>"}

    def test_message_id_of_a_site_with_an_international_name(self, settings):
        settings.SITE_URL = "https://bücher.example"
        assert mail.stable_id("1") == "<1@xn--bcher-kva.example>"

    def test_two_letters_without_an_id_have_two(self, mailoutbox):
        mail.send(**LETTER)
        mail.send(**LETTER)
        assert len({m.message()["Message-ID"] for m in mailoutbox}) == 2

    def test_subject_is_one_line(self, mailoutbox):
        mail.send(**LETTER | {"subject": "A title\r\nBcc: all@example.org"})
        message = mailoutbox[0].message()
        assert message["Subject"] == "A title Bcc: all@example.org"
        assert "Bcc" not in message

    @pytest.mark.parametrize(
        "changed",
        [
            {"to": "lin@example.org\nBcc: all@example.org"},
            {"headers": {"List-Unsubscribe": "<x>\r\nBcc: all@example.org"}},
        ],
    )
    def test_line_break_in_a_header_is_refused(self, changed, mailoutbox):
        with pytest.raises(BadHeaderError):
            mail.send(**LETTER | changed)
            mailoutbox[0].message()

    @pytest.mark.parametrize("name", ["a>b", "a b", "a\nb", "ä", "a..b", "@"])
    def test_odd_message_id_is_refused(self, name):
        with pytest.raises(ValueError, match="Message-ID"):
            mail.send(**LETTER, message_id=name)


class FolderTests:
    def test_letter_comes_back_as_it_was_sent(self, folder):
        mail.send(
            to="林@example.org",
            subject="密码 – réinitialisation",
            text="Öffne https://example.org/a/\n",
            html="<p>Öffne</p>",
        )
        (letter,) = mail.kept_letters()
        assert letter.subject == "密码 – réinitialisation"
        assert letter.text == "Öffne https://example.org/a/\n"
        assert letter.html.strip() == "<p>Öffne</p>"
        assert mail.kept_letter(letter.name).to == letter.to

    def test_newest_comes_first(self, folder):
        for subject in "first", "second":
            mail.send(**LETTER | {"subject": subject})
        assert [x.subject for x in mail.kept_letters()] == ["second", "first"]

    def test_half_a_letter_is_not_shown(self, folder):
        mail.send(**LETTER)
        (folder / "x.part").write_text("half")
        (folder / "x.eml").write_text("of another origin")
        assert len(mail.kept_letters()) == 1

    @pytest.mark.parametrize(
        "name", ["../secret_key", "..", "", "1" * 19 + "-zzzzzzzz"]
    )
    def test_only_a_letter_can_be_read(self, folder, name):
        folder.mkdir()
        (folder.parent / "secret_key.eml").write_text("Subject: secret\n\n")
        assert mail.kept_letter(name) is None


@pytest.mark.django_db
class MailListTests:
    @pytest.fixture(autouse=True)
    def debug(self, settings):
        settings.DEBUG = True

    def test_letters_are_listed(self, client, folder):
        mail.send(**LETTER | {"subject": "<b>Hello</b>"})
        page = client.get("/mail/").content.decode()
        assert "&lt;b&gt;Hello&lt;/b&gt;" in page
        assert "lin@example.org" in page

    def test_no_letter_yet(self, client, folder):
        assert "No letter yet" in client.get("/mail/").content.decode()

    def test_does_not_exist_in_production(self, client, folder, settings):
        mail.send(**LETTER)
        settings.DEBUG = False
        (letter,) = mail.kept_letters()
        assert client.get("/mail/").status_code == 404
        assert client.get(f"/mail/{letter.name}/").status_code == 404


@pytest.mark.django_db
class MailDetailTests:
    @pytest.fixture(autouse=True)
    def debug(self, settings):
        settings.DEBUG = True

    def test_links_can_be_clicked_and_html_is_shown_as_source(self, client, folder):
        link = "http://testserver/accounts/reset/MQ/c8x-0/"
        mail.send(**LETTER | {"text": f"Open\n{link}\n<i>", "html": "<h1>Hi</h1>"})
        (letter,) = mail.kept_letters()
        page = client.get(f"/mail/{letter.name}/").content.decode()
        assert f'<a href="{link}"' in page
        assert "&lt;i&gt;" in page
        assert "&lt;h1&gt;Hi&lt;/h1&gt;" in page
        assert "Message-ID: &lt;" in page

    @pytest.mark.parametrize("name", ["x", "..", "%2e%2e%2fsecret_key", "1" * 19])
    def test_unknown_letter_is_not_found(self, client, folder, name):
        assert client.get(f"/mail/{name}/").status_code == 404
