"""Asking about a lesson, in the forum."""

from django.shortcuts import redirect, render

from apps.accounts.decorators import sign_in_to_open
from apps.forum.forms import CommentForm
from apps.forum.models import Topic
from apps.forum.views import address_of
from apps.forum.writing import Desk

from ..lessons.shelf import lesson_or_404
from .asking import Talk, ask, place_of, why_not_ask, writes_for


@sign_in_to_open
def question_create(request, slug):
    """Ask about a lesson, in its topic, which the first question makes."""
    lesson = lesson_or_404(slug)
    refusal = why_not_ask(request.user, lesson)
    desk = Desk(request, CommentForm, place_of(lesson), refusal)
    if answer := desk.keep():
        return answer
    if desk.publishes("post"):
        written = desk.form.cleaned_data | {"address": address_of(request)}
        try:
            return redirect(ask(lesson, request.user, **written).place)
        except Topic.Changed:
            desk.refusal = why_not_ask(request.user, lesson)
    return render(
        request,
        "course/question_create.html",
        {"lesson": lesson, "talk": Talk(lesson, request.user), **desk.context},
        status=desk.status,
    )


# For words that come along when somebody signs in here (apps/forum/drafts.py).
question_create.writes_for = writes_for
