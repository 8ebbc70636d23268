"""Where a member stopped reading, and what is new since."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from apps.look.paging import keyset_page

from . import unread
from .models import Reading


@require_safe
@login_required
def unread_list(request):
    """Show the topics with something new, by their last comment."""
    now = timezone.now()
    topics = unread.topics_for(request.user).with_people().with_board()
    page = keyset_page(topics, request.GET)
    unread.count(page.rows, request.user)
    return render(request, "forum/unread_list.html", {"page": page, "until": now})


@require_safe
@login_required
def unread_next(request):
    """Lead to the first new comment of the next topic that has one."""
    topics = unread.topics_for(request.user).latest_first()
    after = request.GET.get("after", "")
    if after.isdecimal():
        topics = topics.exclude(pk=after)
    topic = topics.first()
    if topic is None:
        return redirect("forum:unread_list")
    unread.count([topic], request.user)
    return redirect(topic.new_place)


@require_POST
@login_required
def unread_clear(request):
    """Call all read that was there when the reader's page was made."""
    until = moment(request.POST.get("until", "")) or timezone.now()
    Reading.objects.reach_everywhere(request.user, until)
    messages.success(request, "All topics count as read.")
    return redirect("forum:unread_list")


def moment(text):
    """Read a moment with its zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
