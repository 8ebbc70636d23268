"""Asking about a lesson, in the forum."""

from django.shortcuts import redirect, render

from apps.accounts.decorators import sign_in_to_open
from apps.forum.forms import CommentForm
from apps.forum.models import Topic
from apps.forum.views import address_of
from apps.look import limits

from ..lessons.shelf import lesson_or_404
from .asking import Talk, ask, why_not_ask


@sign_in_to_open
def question_create(request, slug):
    """Ask about a lesson, in its topic, which the first question makes."""
    lesson = lesson_or_404(slug)
    refusal = why_not_ask(request.user, lesson)
    form = CommentForm(request.POST or None)
    if not refusal and form.is_valid() and limits.spend(request, "post", form):
        written = form.cleaned_data | {"address": address_of(request)}
        try:
            return redirect(ask(lesson, request.user, **written).place)
        except Topic.Changed:
            refusal = why_not_ask(request.user, lesson)
    return render(
        request,
        "course/question_create.html",
        {
            "lesson": lesson,
            "talk": Talk(lesson, request.user),
            "form": form,
            "refusal": refusal,
        },
        status=403 if refusal else 200,
    )
