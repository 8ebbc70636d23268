"""The page of a lab: what to do, one's tries, hints one by one, and the solution."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from apps.look import markup

from ..lessons.shelf import lesson_or_404
from .comparing import pairs
from .work import work_of


@require_safe
def lab_detail(request, slug):
    """Show a lab: what to do, how to start, and how far the reader has come."""
    lesson = lesson_with_lab_or_404(slug)
    work = work_of(request, lesson)
    response = render(
        request,
        "course/lab_detail.html",
        {
            "lesson": lesson,
            "lab": lesson.lab,
            "parts": [part for part in lesson.parts if hasattr(part, "lab")],
            "work": work,
            "hints": [markup.render_own(hint, top=4) for hint in work.hints],
            "pairs": solution_of(work),
        },
    )
    if work.is_own:
        # Files of this machine: no cache keeps them, the browser's neither.
        patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
def lab_hint(request, slug):
    """Open the hint that is named, if it is the next one; it is counted."""
    lesson = lesson_with_lab_or_404(slug)
    work = work_of(request, lesson)
    if not work.is_counted:
        return redirect_to_login(lab_address(lesson))
    number = request.POST.get("number")
    # Named, so that a button pressed twice opens one.
    if number not in map(str, range(1, work.hints_open + 2)):
        messages.error(request, "Hints open one by one: here is the next.")
        return redirect(f"{lab_address(lesson)}#hints")
    work.open_hint(int(number))
    return redirect(f"{lab_address(lesson)}#hint-{number}")


@require_POST
def lab_solution(request, slug):
    """Open the solution, if it may be seen; that it was is remembered."""
    lesson = lesson_with_lab_or_404(slug)
    work = work_of(request, lesson)
    if not work.is_counted:
        return redirect_to_login(lab_address(lesson))
    if work.why_not_solution:
        messages.error(request, work.why_not_solution)
    else:
        work.open_solution()
    return redirect(f"{lab_address(lesson)}#solution")


def solution_of(work):
    """Give the files of the solution, once it was opened, beside the learner's own."""
    if not work.has_seen_solution:
        return []
    return pairs(work.lab, work.files if work.is_own else None)


def lesson_with_lab_or_404(slug):
    lesson = lesson_or_404(slug)
    if lesson.lab is None:
        raise Http404("This lesson has no lab.")
    return lesson


def lab_address(lesson):
    return reverse("course:lab_detail", args=[lesson.slug])
