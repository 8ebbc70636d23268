"""The pages of the course. Everybody reads; members' answers and progress are kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.forum.diff import Patience, compare
from apps.forum.forms import CommentForm
from apps.forum.writing import Desk
from apps.look.limits import limited

from ..lessons.excerpts import source
from ..lessons.search import search
from ..lessons.shelf import lesson_or_404, shelf
from ..models import Answer, Edition, Progress, Review
from ..practice.work import has_passed, is_own_machine, labs_passed
from .asking import Talk, place_of
from .sheets import Sheet, repeated


@require_safe
def lesson_list(request):
    """Show all lessons with the reader's progress, or those that have some words."""
    query = request.GET.get("q", "").strip()
    read, due, passed = {}, 0, labs_passed(request)
    if request.user.is_authenticated:
        rows = Progress.objects.filter(member=request.user)
        read = dict(rows.values_list("lesson", "edition__digest"))
        due = len(list(repeated(shelf(), request.user)))
    return render(
        request,
        "course/lesson_list.html",
        {
            "groups": [
                (name, [row(lesson, read, passed) for lesson in lessons])
                for name, lessons in shelf().groups
            ],
            "count": len(shelf().lessons),
            "passed_count": len(passed),
            "is_claimed": not is_own_machine(request),
            "read_count": len(read.keys() & shelf().by_slug.keys()),
            "due": due,
            "query": query,
            "found": search(shelf(), query) if query else None,
        },
    )


def row(lesson, read, passed):
    """Give the lesson, and whether it was read, has changed since, and its lab passed."""
    return (
        lesson,
        lesson.slug in read,
        read.get(lesson.slug, lesson.edition) != lesson.edition,
        bool(lesson.lab) and lesson.lab.name in passed,
    )


@require_safe
def lesson_detail(request, slug):
    """Show a lesson."""
    lesson = lesson_or_404(slug)
    before, after = shelf().around(lesson)
    talk = Talk(lesson, request.user)
    desk = None if talk.why_not else Desk(request, CommentForm, place_of(lesson), "")
    return render(
        request,
        "course/lesson_detail.html",
        {
            **(desk.context if desk else {}),
            "lesson": lesson,
            "sheet": Sheet(lesson, request.user, request.GET),
            "talk": talk,
            "has_passed_lab": has_passed(request, lesson),
            "is_claimed": not is_own_machine(request),
            "needed": shelf().needed_for(lesson),
            "before": before,
            "after": after,
            "count": len(shelf().lessons),
        },
    )


@require_POST
@login_required
def lesson_read(request, slug):
    """Note that the member has read a lesson to its end."""
    lesson = lesson_or_404(slug)
    Progress.objects.mark_read(request.user, lesson)
    _, after = shelf().around(lesson)
    messages.success(request, f"“{lesson.title}” is marked as read.")
    return redirect(after or "course:lesson_list")


@require_POST
@login_required
@limited("answer")
def lesson_answer(request, slug):
    """Keep a member's answer to a question, and lead back to where it was asked."""
    lesson = lesson_or_404(slug)
    question = lesson.questions.get(request.POST.get("question"))
    if question is None:
        messages.error(request, "The lesson has changed; that question is gone.")
        return redirect(lesson)
    try:
        Answer.objects.keep(
            request.user, lesson, question, request.POST.get("given", "").strip()
        )
    except ValueError:
        messages.error(request, "Please choose an answer first.")
    return redirect(f"{lesson.get_absolute_url()}#{question.id}")


@require_safe
def lesson_changes(request, slug, digest):
    """Show what has changed in a lesson since an edition that somebody read."""
    lesson = lesson_or_404(slug)
    edition = get_object_or_404(Edition, lesson=lesson.slug, digest=digest)
    blocks = compare(edition.text, lesson.told, Patience())
    is_same = edition.digest == lesson.edition
    return render(
        request,
        "course/lesson_changes.html",
        {"lesson": lesson, "edition": edition, "blocks": [] if is_same else blocks},
    )


@require_safe
@login_required
def review_list(request):
    """Show the questions that have come back to the member."""
    asked = [
        {"lesson": lesson, **question_as_asked(question)}
        for lesson, question in repeated(shelf(), request.user)
    ]
    coming = Review.objects.filter(member=request.user, due_at__isnull=False)
    return render(
        request,
        "course/review_list.html",
        {
            "asked": asked[:10],
            "count": len(asked),
            "next": coming.order_by("due_at").first(),
        },
    )


def question_as_asked(question):
    """Give a question without its answer, as parts/ show it."""
    state = question.state()
    return {"part": question, "state": state, "field": "given", "carried": []}


@require_safe
def term_list(request):
    """Show the glossary."""
    return render(request, "course/term_list.html", {"terms": shelf().terms})


@require_safe
def file_detail(request, path):
    """Show a file of the project, whole; only those that lessons name."""
    if path not in shelf().files:
        raise Http404("No lesson shows this file.")
    shown = source(path)
    named_by = [lesson for lesson in shelf().lessons if path in lesson.files]
    return render(
        request,
        "course/file_detail.html",
        {"excerpt": shown.excerpt(), "named_by": named_by},
    )
