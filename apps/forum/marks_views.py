"""What members say to a comment without writing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.look.limits import limited
from apps.look.paging import keyset_page

from . import access
from .models import Comment, Reaction, Topic


@require_POST
@login_required
@limited("mark")
def comment_react(request, pk):
    """Give a reaction or take it back: as the button says, also when sent twice."""
    comments = Comment.objects.readable_by(request.user).select_related("topic")
    comment = get_object_or_404(comments, pk=pk)
    refusal = access.why_not_react(request.user, comment)
    if refusal:
        raise PermissionDenied(refusal)
    verb = comment.unreact if "take" in request.POST else comment.react
    kind = request.POST.get("take", request.POST.get("give"))
    if kind not in Reaction.Kind:
        raise BadRequest("There is no such reaction.")
    verb(request.user, kind)
    return redirect(comment.place)


@require_POST
@login_required
@limited("mark")
def comment_solve(request, pk):
    """Mark the answer that solved a question, or take that back."""
    comments = Comment.objects.readable_by(request.user).select_related("topic__board")
    comment = get_object_or_404(comments.exclude(number=1), pk=pk)
    refusal = access.why_not_solve(request.user, comment.topic)
    if refusal:
        raise PermissionDenied(refusal)
    try:
        if request.POST.get("solved") == "no":
            comment.topic.unsolve(comment)
        else:
            comment.topic.solve(comment, request.user)
    except Topic.Changed:
        messages.error(request, "That comment has just gone.")
    return redirect(comment.topic)


@require_safe
def reaction_list(request, pk):
    """Show who reacted to a comment, and how, the last one first."""
    comments = Comment.objects.readable_by(request.user).with_topic()
    comment = get_object_or_404(comments, pk=pk)
    reactions = comment.reacted.select_related("member")
    page = keyset_page(reactions, request.GET, fields=("-id",), size=50)
    return render(
        request, "forum/reaction_list.html", {"comment": comment, "page": page}
    )
