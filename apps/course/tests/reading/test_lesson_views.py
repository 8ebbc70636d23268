import re

import html5lib
import pytest
from django.utils import timezone

from apps.course.lessons.shelf import shelf
from apps.course.models import Answer, Edition, Progress, Review
from apps.forum.tests.make import make_user

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class LessonListTests:
    def test_guest_sees_all_lessons(self, client):
        page = text_of(client.get("/learn/"))
        assert all(lesson.title in page for lesson in shelf().lessons)

    def test_lessons_stand_in_groups(self, client):
        page = html5lib.parse(
            client.get("/learn/").content, namespaceHTMLElements=False
        )
        groups = {
            "".join(group.find("h2").itertext()): [
                "".join(title.itertext()) for title in group.iter("h3")
            ]
            for group in page.iter("section")
            if group.get("class") == "lessons"
        }
        assert list(groups["Servers"]) == [
            shelf().by_slug[slug].title
            for slug in ["concurrency", "stdlib", "cgi", "fastcgi"]
        ]
        titles = [title for group in groups.values() for title in group]
        assert titles == [lesson.title for lesson in shelf().lessons]

    def test_member_sees_what_is_read_and_what_has_changed(self, member, ada):
        edition = Edition.objects.create(lesson="tcp", digest="old", text="x")
        Progress.objects.create(
            member=ada, lesson="tcp", edition=edition, read_at=timezone.now()
        )
        page = text_of(member.get("/learn/"))
        assert "You have read 1 of" in page
        assert "✓ read changed since" in page

    def test_queries_do_not_grow_with_lessons_read(
        self, member, ada, django_assert_max_num_queries
    ):
        for lesson in shelf().lessons:
            Progress.objects.mark_read(ada, lesson)
        with django_assert_max_num_queries(6):
            member.get("/learn/")

    def test_search_finds_text_code_and_terms(self, client):
        assert "A stream of bytes" in text_of(client.get("/learn/?q=RECV+Loop"))
        assert "resolver" in text_of(client.get("/learn/?q=resolver"))
        assert "No lesson has all" in text_of(client.get("/learn/?q=zebra<b>"))


class LessonDetailTests:
    def test_guest_answers_in_the_address(self, client):
        quiz = shelf().by_slug["tcp"].questions["why-loop"]
        for option in quiz.options:
            page = client.get(f"/learn/tcp/?why-loop={option.number}")
            assert ("✓ Right." if option.is_right else "✗ Not quite.") in text_of(page)
            assert option.why in page.content.decode()
        assert not page.cookies

    def test_other_answers_of_a_guest_travel_along(self, client):
        page = client.get("/learn/tcp/?why-loop=2&two-sends=3").content.decode()
        assert '<input type="hidden" name="two-sends" value="3">' in page

    def test_prediction_hides_its_reveal_until_it_is_made(self, client):
        hidden = "TCP promises the bytes"
        assert hidden not in text_of(client.get("/learn/tcp/"))
        assert hidden in text_of(client.get("/learn/tcp/?two-sends=1"))
        assert hidden in text_of(client.get("/learn/tcp/?two-sends=-"))

    def test_prediction_is_chosen_unless_one_only_wants_to_see_it(self, client):
        page = client.get("/learn/tcp/").content.decode()
        form = page.split('id="two-sends"')[1].split("</form>")[0]
        assert form.count(" required>") == form.count('type="radio"') == 3
        assert 'value="-" formnovalidate>' in form

    def test_steps_move_by_buttons(self, client):
        page = client.get("/learn/tcp/").content.decode()
        order = re.search(r'name="order.server-calls" value="([^"]+)"', page)[1]
        assert order == "b,a,c,d,e,f"
        moved = client.get(f"/learn/tcp/?order.server-calls={order}")
        assert f'name="server-calls" value="{order}"' in moved.content.decode()

    def test_right_order_is_told(self, client):
        question = shelf().by_slug["tcp"].questions["server-calls"]
        page = client.get(f"/learn/tcp/?server-calls={question.right}")
        assert "✓ Right." in text_of(page)

    def test_nonsense_in_the_address_is_passed_over(self, client):
        page = client.get("/learn/tcp/?why-loop=<b>&server-calls=a,a&two-sends=99")
        assert page.status_code == 200
        assert "verdict" not in page.content.decode()

    def test_unknown_lesson(self, client):
        assert client.get("/learn/nothing/").status_code == 404

    def test_member_needs_few_queries(self, member, django_assert_max_num_queries):
        with django_assert_max_num_queries(7):
            member.get("/learn/tcp/")


class LessonAnswerTests:
    def test_answer_is_kept_and_shown_again(self, member, ada):
        sent = {"question": "why-loop", "given": "1"}
        response = member.post("/learn/tcp/answer/", sent)
        assert response["Location"] == "/learn/tcp/#why-loop"
        assert Answer.objects.get().member == ada
        assert "✗ Not quite." in text_of(member.get("/learn/tcp/"))

    def test_nobody_elses_answers_are_shown(self, member):
        Answer.objects.keep(
            make_user("bob"),
            (lesson := shelf().by_slug["tcp"]),
            lesson.questions["why-loop"],
            "1",
        )
        assert "Not quite" not in text_of(member.get("/learn/tcp/"))

    def test_members_answers_are_not_in_the_address(self, member):
        assert "Not quite" not in text_of(member.get("/learn/tcp/?why-loop=1"))

    @pytest.mark.parametrize("given", ["", "99", "x" * 400, "1\0"])
    def test_no_answer_is_not_kept(self, member, given):
        for question in "why-loop", "two-sends", "server-calls", "no-such":
            sent = {"question": question, "given": given}
            assert member.post("/learn/tcp/answer/", sent).status_code == 302
        assert not Answer.objects.exists()
        assert not Review.objects.exists()

    def test_too_many_answers_are_refused(self, member, settings):
        settings.LIMITS = "answer=0.001"
        sent = {"question": "why-loop", "given": "1"}
        assert member.post("/learn/tcp/answer/", sent).status_code == 302
        response = member.post("/learn/tcp/answer/", sent | {"given": "2"})
        assert response.status_code == 429
        assert "many answers in a short time" in text_of(response)
        assert Answer.objects.get().given == "1"

    def test_guest_is_asked_to_sign_in(self, client):
        assert "/accounts/login/" in client.post("/learn/tcp/answer/")["Location"]


class LessonReadTests:
    def test_leads_on_to_the_next(self, member):
        response = member.post("/learn/journey/read/")
        assert response["Location"] == "/learn/tcp/"
        assert Progress.objects.get().lesson == "journey"

    def test_last_one_leads_back_to_the_list(self, member):
        last = shelf().lessons[-1]
        response = member.post(f"/learn/{last.slug}/read/")
        assert response["Location"] == "/learn/"


class LessonChangesTests:
    def test_what_changed_is_shown_and_nothing_is_taken_away(self, member, ada):
        lesson = shelf().by_slug["tcp"]
        told = lesson.told.replace("A stream of bytes", "A heap of bytes", 1)
        edition = Edition.objects.create(lesson="tcp", digest="0ld", text=told)
        Progress.objects.create(
            member=ada, lesson="tcp", edition=edition, read_at=timezone.now()
        )
        assert "It has changed since" in text_of(member.get("/learn/tcp/"))
        page = member.get("/learn/tcp/changes/0ld/").content.decode()
        assert re.search(r"heap<span[^>]*>\]</span></del>", page)
        assert Progress.objects.count() == 1

    def test_edition_of_another_lesson(self, client):
        Edition.objects.create(lesson="tcp", digest="0ld", text="x")
        assert client.get("/learn/journey/changes/0ld/").status_code == 404


class ReviewListTests:
    def test_what_is_due_is_asked_without_its_answer(self, member, ada):
        lesson = shelf().by_slug["tcp"]
        Answer.objects.keep(ada, lesson, lesson.questions["why-loop"], "1")
        assert "Nothing today" in text_of(member.get("/learn/review/"))
        Review.objects.update(due_at=timezone.now())
        page = member.get("/learn/review/").content.decode()
        assert 'action="/learn/tcp/answer/"' in page
        assert "checked" not in page

    def test_question_that_is_gone_is_not_asked(self, member, ada):
        Review.objects.create(
            member=ada, lesson="tcp", question="gone", due_at=timezone.now()
        )
        assert member.get("/learn/review/").status_code == 200
        assert Review.objects.count() == 1


class FileDetailTests:
    def test_file_that_a_lesson_shows(self, client):
        page = client.get("/learn/files/myweb/wsgi.py/").content.decode()
        assert 'id="L1"' in page
        assert "get_wsgi_application" in page

    @pytest.mark.parametrize(
        "path",
        [
            "apps/course/migrations/__init__.py",
            "../../etc/passwd",
            "var/secret_key",
            "apps/../x.py",
        ],
    )
    def test_other_files_are_not_shown(self, client, path):
        assert client.get(f"/learn/files/{path}/").status_code == 404


def test_search_engines_are_told_of_each_lesson_and_lab(client):
    found = client.get("/sitemap/places.xml").content.decode()
    for lesson in shelf().lessons:
        assert f"<loc>http://testserver{lesson.get_absolute_url()}</loc>" in found
    assert "<loc>http://testserver/learn/tcp/lab/</loc>" in found
    assert "/learn/views/lab/" not in found
    # One address a lesson, whatever a guest has answered in it.
    page = client.get("/learn/tcp/?why-loop=1").content.decode()
    assert re.search(r'<link rel="canonical" href="[^"]*/learn/tcp/">', page)


def test_term_list(client):
    page = client.get("/learn/glossary/").content.decode()
    assert 'id="socket"' in page
