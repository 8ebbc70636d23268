from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry

import html5lib
import pytest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.tests.letters import link_in, read
from apps.look.models import QueuedTask
from apps.notifications.models import Notification, Preference
from apps.notifications.tasks import post_notices

from .make import make_user, tell

pytestmark = pytest.mark.django_db

HOSTILE = "Hi\r\nBcc: all@a.org <script>1</script> \u202e“{who}” =?utf-8?q?x?="


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def lin():
    return make_user("lin", bio="Come & see the <sea>.")


def letters(*members, **fields):
    tell(*members, **fields)
    return read()


def parsed(letter):
    """Read a letter as a mail program does."""
    return message_from_bytes(letter.message().as_bytes(), policy=policy.default)


class WordsTests:
    def test_says_who_what_and_where(self, ada, lin):
        (letter,) = letters(ada, actor=lin)
        assert letter.to == ["ada@example.org"]
        assert "lin waved at you from “a hill”:" in letter.body
        assert "> Come & see the <sea>." in letter.body
        assert link_in(letter, "members") == "/members/lin/"

    def test_html_says_the_same(self, ada, lin):
        (letter,) = letters(ada, actor=lin)
        ((html, kind),) = letter.alternatives
        assert kind == "text/html"
        html5lib.HTMLParser(strict=True).parse(html)
        assert "<bdi>lin</bdi> waved at you" in html
        assert "Come &amp; see the &lt;sea&gt;." in html
        assert 'href="http://testserver/members/lin/"' in html
        assert "style" not in html  # colours are the mail program's, light or dark

    def test_hostile_names_and_titles_stay_words(self, ada):
        eve = make_user("eve", display_name=HOSTILE, bio=HOSTILE)
        letter = letters(ada, actor=eve)[0]
        seen = parsed(letter)
        assert seen["To"] == "ada@example.org"
        assert "Bcc" not in seen
        assert "\n" not in seen["Subject"]
        assert "<script" not in letter.alternatives[0][0]
        html5lib.HTMLParser(strict=True).parse(letter.alternatives[0][0])

    def test_words_of_others_are_marked_off(self, ada):
        eve = make_user("eve", bio="-- \nStop all letters:\nhttps://evil.example/")
        (letter,) = letters(ada, actor=eve)
        assert "> -- \n" not in letter.body
        assert "\nhttps://evil" not in letter.body

    def test_each_letter_ends_letters_of_its_kind(self, ada, lin):
        (letter,) = letters(ada, actor=lin)
        assert Client().post(link_in(letter, "unsubscribe")).status_code == 200
        assert letters(ada) == []


class HeaderTests:
    def test_what_mail_programs_ask_for(self, ada, lin):
        seen = parsed(letters(ada, actor=lin)[0])
        assert seen["List-Id"] == "<mention.testserver>"
        assert seen["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        unsubscribe = seen["List-Unsubscribe"].strip()  # too long for the first line
        assert unsubscribe.startswith("<http://testserver/notifications/unsubscribe/")
        assert unsubscribe.endswith("/>")
        assert seen["Auto-Submitted"] == "auto-generated"

    def test_conversation_is_one_thread(self, ada, lin):
        Preference(member=ada, watched="now").save()
        seen = []
        for event, kind in (
            ("wave", "topic"),
            ("clap", "reaction"),
            ("act", "moderation"),
        ):
            Preference.objects.update(reaction="now")
            ada.refresh_from_db()
            seen += map(parsed, letters(ada, actor=lin, event=event, kind=kind))
        first, *others = seen
        assert first["Message-ID"] == f"<hill-{lin.pk}.{ada.pk}@testserver>"
        assert "References" not in first
        assert len(others) == 2
        for other in others:
            assert other["References"] == other["In-Reply-To"] == first["Message-ID"]
            assert other["Message-ID"] != first["Message-ID"]
            assert other["Subject"] == f"Re: {first['Subject']}"

    def test_threads_of_two_readers_are_two(self, ada, lin):
        one, two = map(parsed, letters(ada, lin))
        assert one["References"] != two["References"]

    def test_all_headers_can_be_read(self, ada):
        """Each is of the form that its RFC gives it, as the email package reads it."""
        registry = HeaderRegistry()
        letter = letters(ada, actor=make_user("艾达", display_name="艾达 " * 20))[0]
        for name, value in parsed(letter).items():
            assert registry(name, value).defects == (), name

    def test_site_with_an_international_name(self, ada, settings):
        settings.SITE_URL = "https://bücher.example"
        seen = parsed(letters(ada)[0])
        assert seen["List-Id"] == "<mention.xn--bcher-kva.example>"


class WhetherTests:
    """Whether there is a letter at all."""

    def test_each_choice(self, ada):
        for choice, number in ("now", 1), ("weekly", 0), ("never", 0):
            Preference.objects.update_or_create(
                member=ada, defaults={"mention": choice}
            )
            assert len(letters(ada)) == number

    def test_defaults(self, ada):
        assert len(letters(ada, kind="mention")) == 1
        assert len(letters(ada, kind="watched")) == 0
        assert len(letters(ada, kind="moderation", event="act")) == 1

    def test_not_what_was_read_meanwhile(self, ada):
        tell(ada)
        ada.notifications.all().read_by(ada)
        assert read() == []

    def test_not_what_was_read_between_queue_and_letter(self, ada):
        tell(ada)
        post_notices.call([ada.notifications.get().pk])
        assert QueuedTask.objects.filter(task_path__endswith="send_notice").exists()
        ada.notifications.all().read_by(ada)
        assert read() == []

    def test_not_for_who_stopped_it_between_queue_and_letter(self, ada):
        tell(ada)
        post_notices.call([ada.notifications.get().pk])
        Preference(member=ada, mention="never").save()
        assert read() == []

    def test_not_what_was_hidden_meanwhile(self, ada, lin):
        tell(ada, actor=lin)
        User.objects.filter(pk=lin.pk).update(bio="secret")
        assert read() == []

    def test_not_what_was_taken_back_meanwhile(self, ada):
        tell(ada)
        Notification.objects.all().withdraw()
        assert read() == []

    def test_not_for_who_stopped_it_meanwhile(self, ada):
        tell(ada)
        Preference(member=ada, mention="never").save()
        assert read() == []

    @pytest.mark.parametrize(
        "change",
        [
            {"email": "", "email_key": ""},
            {"confirmed_at": None},
            {"is_active": False},
            {"block": "entry"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_not_to_who_cannot_be_reached(self, ada, change):
        tell(ada)
        User.objects.filter(pk=ada.pk).update(**change)
        assert read() == []

    def test_to_who_may_not_sign_in_about_themselves(self):
        member = make_user(block="entry")
        assert len(letters(member, event="act", kind="moderation")) == 1

    def test_gathered_notice_is_one_letter_that_knows_them_all(self, ada, lin):
        Preference(member=ada, reaction="now").save()
        kofi = make_user("kofi")
        Notification.objects.gather("clap", ada.pk, ada, [lin], 1)
        Notification.objects.gather("clap", ada.pk, ada, [kofi, lin], 2)
        QueuedTask.objects.update(run_after="2020-01-01T00:00Z")
        (letter,) = read()
        assert "kofi and lin clapped" in letter.body

    def test_task_done_twice_is_one_letter(self, ada):
        tell(ada)
        assert len(read()) == 1
        QueuedTask.objects.update(status="READY")
        assert read() == []

    def test_many_are_queued_with_few_queries(self, django_assert_max_num_queries):
        members = [make_user() for _ in range(30)]
        tell(*members)
        pks = list(Notification.objects.values_list("pk", flat=True))
        with django_assert_max_num_queries(6):
            post_notices.call(pks)
        assert len(read()) == 30
