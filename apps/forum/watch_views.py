"""Watching and muting: what a member hears of topics and boards."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.look.paging import keyset_page

from .models import Board, Topic, Watch


@login_required
@require_safe
def watch_list(request):
    """Show which topics and boards the member watches or mutes, the newest first."""
    watches = request.user.watches.visible_to(request.user)
    watches = watches.select_related("topic__board", "board")
    page = keyset_page(watches, request.GET, fields=("-id",))
    return render(request, "forum/watch_list.html", {"page": page})


@login_required
@require_POST
def topic_watch(request, pk):
    """Watch a topic, mute it, or neither."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    Watch.objects.choose(request.user, level_asked(request), topic=topic)
    return redirect(next_page(request, topic))


@login_required
@require_POST
def board_watch(request, slug):
    """Watch a board for new topics, mute it, or neither."""
    board = get_object_or_404(Board.objects.open_to(request.user), slug=slug)
    Watch.objects.choose(request.user, level_asked(request), board=board)
    return redirect(next_page(request, board))


def level_asked(request):
    """Read which button was pressed; nothing means neither."""
    level = request.POST.get("level", "")
    if level not in {"", *Watch.Level.values}:
        raise BadRequest("Choose to watch, to mute, or neither.")
    return level


def next_page(request, place):
    """Go back to where the button stood: the place itself, or the list of them."""
    return "forum:watch_list" if request.POST.get("from") == "list" else place
