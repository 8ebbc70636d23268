"""What helps those who write: their drafts, names to choose from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.look import limits

from . import access
from .models.topic import FACE

NAME_LENGTH = 30
NAMES = 8


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
