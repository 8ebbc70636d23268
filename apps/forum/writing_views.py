"""What belongs to writing: drafts, what becomes of a comment, names to choose from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.look import limits
from apps.look.paging import keyset_page

from . import access
from .history import changes
from .models import Comment
from .models.topic import FACE

NAME_LENGTH = 30
NAMES = 8
CHANGES = 10


@login_required
@require_safe
def draft_list(request):
    """Show what the reader has begun to write, the latest first."""
    drafts = request.user.drafts.with_place(request.user)
    return render(request, "forum/draft_list.html", {"drafts": drafts})


@login_required
def draft_delete(request, pk):
    """Delete one's own draft, after asking."""
    draft = get_object_or_404(request.user.drafts.with_place(request.user), pk=pk)
    if request.method == "POST":
        draft.discard()
        messages.success(request, "Your draft is deleted.")
        return redirect("forum:draft_list")
    return render(request, "forum/draft_delete.html", {"draft": draft})


@login_required
@require_POST
def comment_put_back(request, pk):
    """Publish again one's own comment that one has taken back."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk)
    if why_not := access.why_not_put_back(request.user, comment):
        raise PermissionDenied(why_not)
    if comment.put_back():
        messages.success(request, "Your comment is there again.")
    return redirect(comment.place)


@require_safe
def comment_history(request, pk):
    """Show what was changed in a comment, the latest change first."""
    comments = Comment.objects.visible_to(request.user)
    comments = comments.select_related("topic__board", "author")
    comment = get_object_or_404(comments, pk=pk)
    if why_not := access.why_not_read_history(request.user, comment):
        raise PermissionDenied(why_not)
    is_hidden = access.hides_history(request.user, comment)
    revisions = comment.revisions.with_author()
    revisions = revisions.none() if is_hidden else revisions
    page = keyset_page(revisions, request.GET, fields=("-id",), size=CHANGES)
    return render(
        request,
        "forum/comment_history.html",
        {
            "comment": comment,
            "page": page,
            "changes": changes(comment, page.rows),
            "is_kept_from_reader": is_hidden,
            "moderates": access.moderates(request.user, comment.topic.board),
        },
    )


@require_safe
def name_list(request):
    """Give, as JSON, the members that ?begins= may mean, the lately active first."""
    if why_not := access.why_not_write(request.user):
        raise PermissionDenied(why_not)
    begins = request.GET.get("begins", "")[:NAME_LENGTH]
    members = User.objects.none()
    if begins and limits.spend(request, "names"):
        members = User.objects.listed().known_as(begins).only(*FACE)
    names = [
        {"username": member.username, "name": member.name, "face": member.face_url}
        for member in members.order_by("-active_at", "-id")[:NAMES]
    ]
    return JsonResponse({"names": names})
