from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import TestCase
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tests.letters import read
from apps.forum import counts, search
from apps.forum.demo import reading
from apps.forum.models import Board, Comment, State, Topic, Watch
from apps.look import markup
from apps.notifications.models import Notification, visible

PASSWORD = "seven-tomato-plants"
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def load(**options):
    out = StringIO()
    call_command("load_demo", password=PASSWORD, stdout=out, **options)
    return out.getvalue()


def rows():
    """Give all that there is of topics, comments and boards."""
    models = (Topic, Comment, Board, Watch, Notification)
    return [list(model.objects.order_by("pk").values()) for model in models]


class ReadingTests:
    """The files of conversations, and what is said about mistakes in them."""

    HEAD = "title: Hello?\nboard: talk\n\n"

    def read(self, tmp_path, text):
        (tmp_path / "topics").mkdir()
        (tmp_path / "people.toml").write_text(
            '[[people]]\nusername = "ada"\n[[people]]\nusername = "艾达"\n'
        )
        (tmp_path / "boards.toml").write_text('[[boards]]\nslug = "talk"\n')
        (tmp_path / "topics" / "07-hello.md").write_text(text)
        return reading.read(NOW, tmp_path).conversations[0]

    def test_a_conversation(self, tmp_path):
        topic = self.read(
            tmp_path,
            "title: Hello?\nboard: talk\nstate: pinned, closed\n\n"
            "=== ada, 3 days ago at 14:12\nFirst\n\n    code\n\n"
            "=== 艾达, 90 minutes later [edited]\nSecond\n",
        )
        first, second = topic.remarks
        assert (topic.slug, topic.states) == ("hello", {"pinned", "closed"})
        assert first.at == datetime(2026, 5, 17, 14, 12, tzinfo=UTC)
        assert second.at == first.at + timedelta(minutes=90)
        assert first.text == "First\n\n    code"
        assert (second.author, second.flag) == ("艾达", "edited")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "line 0: nobody says anything"),
            ("title: x\nboard: y\n\n=== ada, 1 days ago at 10:00\na", "no board “y”"),
            ("titel: x\n\n=== ada, 1 days ago at 10:00\na", "line 1: “titel: x”"),
            (HEAD + "=== bob, 1 days ago at 10:00\na", "line 4: there is no “bob”"),
            (HEAD + "=== ada, 1 day ago at 10:00\na", "line 4: “=== ada, 1 day ago"),
            (HEAD + "=== ada, 1 days ago at 25:00\na", "no such time of day as 25:00"),
            (
                HEAD + "=== ada, 1 days ago at 10:00\n\n",
                "line 4: this comment is empty",
            ),
            (HEAD + "=== ada, 1 days ago at 10:00 [gone]\na", "cannot be “gone”"),
            (
                HEAD + "=== ada, 1 days ago at 10:00\na\n=== ada, 9 days later\nb",
                "07-hello.md, line 6: this would be in the future",
            ),
            (
                HEAD + "=== ada, 1 days ago at 10:00\na\n=== ada, soon\nb",
                "line 6: “=== ada, soon” is not of the form “=== name, 3 hours later”",
            ),
            (
                HEAD.replace("Hello?", "x" * 121) + "=== ada, 1 days ago at 10:00\na",
                "120",
            ),
            (
                "title: a\nboard: talk\nstate: lost\n\n=== ada, 1 days ago at 10:00\na",
                "a topic cannot be “lost”; it can be closed or hidden or pinned",
            ),
        ],
    )
    def test_mistakes_are_named_with_file_and_line(self, tmp_path, text, message):
        with pytest.raises(reading.Mistake) as caught:
            self.read(tmp_path, text)
        assert message in str(caught.value)

    @pytest.mark.parametrize(
        ("marks", "message"),
        [
            ('comment = 2\nthanks = ["ada"]', "no comment 2 in “hello”"),
            ('comment = 1\nthanks = ["bob"]', "no “bob” in people.toml"),
            ('comment = 1\n[marks.kept]\nbob = ""', "no “bob” in people.toml"),
        ],
    )
    def test_mistakes_in_marks_are_named(self, tmp_path, marks, message):
        text = f'[[marks]]\ntopic = "hello"\n{marks}\n'
        (tmp_path / "marks.toml").write_text(text)
        with pytest.raises(reading.Mistake, match=f"marks.toml: there is {message}"):
            self.read(tmp_path, self.HEAD + "=== ada, 1 days ago at 10:00\na")

    def test_every_file_of_ours_is_right(self):
        script = reading.read(timezone.localtime())
        remarks = [r for topic in script.conversations for r in topic.remarks]
        assert len(script.people) >= 15
        assert len(script.boards) >= 6
        assert len(script.conversations) >= 40
        assert len(remarks) >= 300
        assert {r.flag for r in remarks} == {"", *reading.FLAGS}
        assert len(script.marks) >= 20


class CommunityTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.said = load()
        cls.script = reading.read(timezone.localtime())

    def test_everybody_and_everything_is_there(self):
        remarks = [len(topic.remarks) for topic in self.script.conversations]
        assert User.objects.count() == len(self.script.people)
        assert Topic.objects.count() == len(remarks)
        assert Comment.objects.count() == sum(remarks)
        assert counts.miscounted(Topic.objects) == []

    def test_people_have_notices_and_no_letters(self):
        lin = User.objects.get(username="lin")
        assert lin.unread_count == lin.notifications.unread().count() >= 3
        shown = visible(list(lin.notifications.with_people()), lin)
        assert len(shown) == lin.notifications.count() > 3
        assert read() == []

    def test_members_were_confirmed_and_approved_when_they_joined(self):
        late = User.objects.exclude(confirmed_at=F("joined_at"))
        assert not late.exists()
        assert not User.objects.exclude(approved_at=F("joined_at")).exists()

    def test_twice_is_harmless(self):
        before = rows()
        assert "0 people, 0 topics, 0 comments added" in load()
        assert rows() == before

    def test_what_people_changed_stays(self):
        ada = User.objects.get(username="ada")
        topic = ada.topics.first()
        User.objects.filter(pk=ada.pk).update(display_name="A. O.", email="a@x.org")
        topic.rename("Another title")
        topic.comments.get(number=1).edit("Another text")
        Board.objects.filter(slug="django").update(name="Pony", slug="pony")
        before = rows()
        load()
        assert rows()[:2] == before[:2]
        assert User.objects.get(pk=ada.pk).display_name == "A. O."

    def test_roles(self):
        grace, ada, spammer, gone = (
            User.objects.get(username=name)
            for name in ["grace", "ada", "best-deals-4u", "gone-fishing"]
        )
        assert grace.is_superuser
        assert ada.is_staff and not ada.is_superuser
        assert ada.has_perms(["forum.moderate", "forum.view_every_board"])
        assert spammer.is_blocked
        assert (gone.is_active, gone.name) == (False, "deleted member")
        assert not gone.has_usable_password()
        assert self.client.login(username="艾达", password=PASSWORD)

    def test_states(self):
        assert Topic.objects.filter(is_pinned=True).exists()
        assert Topic.objects.filter(is_closed=True).exists()
        assert Topic.objects.filter(state=State.HIDDEN).exists()
        assert Comment.objects.filter(state=State.DELETED).exists()
        assert Comment.objects.filter(edited_at__lte=timezone.now()).exists()
        group = Board.objects.get(slug="moderators").groups.get()
        assert group == Group.objects.get(name="Moderators")

    def test_ids_are_in_the_order_of_time(self):
        for model in (Topic, Comment):
            moments = [row.created_at for row in model.objects.order_by("pk")]
            assert moments == sorted(moments)
            assert moments[-1] < timezone.now()

    def test_members_were_active_when_they_last_wrote(self):
        last = Comment.objects.order_by("pk").last()
        assert User.objects.order_by("-active_at").first() == last.author
        silent = User.objects.filter(comments=None).first()
        assert silent is None or silent.active_at == silent.joined_at

    def test_comments_are_as_if_written_here(self):
        for comment in Comment.objects.select_related("topic")[:40]:
            html, tokens = comment.html, comment.tokens
            comment.write(comment.text)
            assert (comment.html, comment.tokens) == (html, tokens)

    def test_tags_solutions_reactions_and_bookmarks(self):
        topic = Topic.objects.get(title__startswith="My recipe list takes four")
        assert [name for _, name in topic.tag_links] == ["Django", "queries"]
        assert topic.solution.author.username == "yuki"
        assert topic.solution.reactions["insight"] == 5
        assert topic.board.takes_questions
        lin = User.objects.get(username="lin")
        assert lin.bookmarks.exclude(note="").count() >= 4

    def test_says_where_to_look(self):
        assert "/forum/boards/servers/" in self.said
        assert "the one that you gave" in self.said
        assert PASSWORD not in self.said


@pytest.mark.django_db
class LoadDemoTests:
    def test_site_is_named_once(self, settings):
        settings.SITE_URL, settings.SITE_NAME = "https://forum.example:8443", "Ours"
        load()
        site = Site.objects.get()
        assert (site.domain, site.name) == ("forum.example:8443", "Ours")
        settings.SITE_URL = "https://other.example"
        load()
        assert Site.objects.get().domain == "forum.example:8443"

    def test_password_is_asked_for_where_others_may_come(self):
        with pytest.raises(CommandError, match="--password"):
            call_command("load_demo")

    def test_weak_password_is_refused(self):
        with pytest.raises(CommandError, match="too short"):
            call_command("load_demo", password="a7%")
        assert not User.objects.exists()

    def test_debug_has_a_password_of_its_own(self, settings, client):
        settings.DEBUG = True
        out = StringIO()
        call_command("load_demo", stdout=out)
        assert "learn-by-doing" in out.getvalue()
        assert client.login(username="lin", password="learn-by-doing")

    def test_stranger_of_the_same_name_is_not_spoken_for(self):
        User.objects.create_user("Ada", "somebody@example.com")
        with pytest.raises(CommandError, match="speak in that person's name"):
            load()
        assert not Topic.objects.exists()
        assert not Board.objects.exists()

    def test_quiet(self):
        assert load(verbosity=0) == ""


class CrowdTests(TestCase):
    TOPICS, COMMENTS = 60, 1_500

    @classmethod
    def setUpTestData(cls):
        load(verbosity=0)
        cls.before = rows()
        cls.said = load(topics=cls.TOPICS, comments=cls.COMMENTS)
        cls.crowd = Comment.objects.filter(form_key=None).order_by("pk")

    def test_numbers_are_exact(self):
        topics, comments = (len(before) for before in self.before[:2])
        assert Topic.objects.count() == topics + self.TOPICS
        assert Comment.objects.count() == comments + self.COMMENTS
        assert counts.miscounted(Topic.objects) == []
        assert "60 topics and 1,500 comments" in self.said

    def test_what_was_there_stays(self):
        assert rows()[1][: len(self.before[1])] == self.before[1]

    def test_texts_are_what_rendering_them_would_give(self):
        for comment in self.crowd.select_related("topic")[:500]:
            title = comment.topic.title if comment.number == 1 else ""
            assert comment.html == markup.render(comment.text)
            assert comment.tokens == search.tokens(f"{title}\n{comment.text}")
            assert comment.topic.tokens == search.tokens(comment.topic.title)

    def test_numbers_have_no_gap_and_follow_time(self):
        for topic in Topic.objects.order_by("-pk")[: self.TOPICS]:
            found = topic.comments.order_by("number").values_list(
                "number", "created_at"
            )
            numbers, moments = zip(*found, strict=True)
            assert list(numbers) == list(range(1, len(numbers) + 1))
            assert list(moments) == sorted(moments)
            assert topic.created_at == moments[0] <= moments[-1] < timezone.now()

    def test_some_words_are_common_and_some_rare(self):
        lines = [
            set(line.split()) for line in self.crowd.values_list("tokens", flat=True)
        ]
        found = Counter(word for line in lines for word in line)
        assert self.COMMENTS / 2 < found["the"] < self.COMMENTS * 0.95
        assert 0 < found["nginx"] < self.COMMENTS / 4
        assert sum(count == 1 for count in found.values()) > len(found) / 10

    def test_same_seed_gives_the_same_texts(self):
        def texts(seed):
            self.crowd.delete()
            Board.objects.update(last_topic=None)
            Topic.objects.filter(comments=None).delete()
            load(topics=5, comments=50, seed=seed, verbosity=0)
            return list(self.crowd.values_list("text", flat=True))

        assert texts("7") == texts("7") != texts("8")

    def test_again_gives_other_texts(self):
        texts = set(self.crowd.values_list("text", flat=True)[:50])
        load(topics=self.TOPICS, comments=self.COMMENTS, verbosity=0)
        again = set(self.crowd.values_list("text", flat=True)[self.COMMENTS :][:50])
        assert len(again & texts) < 10

    def test_one_number_gives_the_other(self):
        assert "1 topics and 20 comments" in load(topics=1)
        assert "2 topics and 21 comments" in load(comments=21)

    def test_impossible_sizes_are_refused(self):
        for sizes in {"topics": 5, "comments": 4}, {"topics": -1}:
            with pytest.raises(CommandError, match="topics cannot have"):
                load(**sizes)
