"""Where a member stopped reading, what is new since, and what the member has kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from apps.look.addresses import number_in
from apps.look.limits import limited
from apps.look.paging import keyset_page

from . import rows, unread
from .forms import BookmarkForm
from .models import Bookmark, Comment, Reading


@require_safe
@login_required
def unread_list(request):
    """Show the topics with something new, by their last comment."""
    now = timezone.now()
    page = rows.page(unread.topics_for(request.user), request.GET)
    unread.count(page.rows, request.user)
    return render(request, "forum/unread_list.html", {"page": page, "until": now})


@require_safe
@login_required
def unread_next(request):
    """Lead to the first new comment of the next topic that has one."""
    topics = unread.topics_for(request.user).latest_first()
    if after := number_in(request.GET.get("after")):
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


@require_safe
@login_required
def bookmark_list(request):
    """Show the comments that the member has kept, the last one first."""
    bookmarks = Bookmark.objects.readable_by(request.user).with_comment()
    page = keyset_page(bookmarks, request.GET, fields=("-id",))
    return render(request, "forum/bookmark_list.html", {"page": page})


@login_required
def bookmark_edit(request, pk):
    """Change the note on a bookmark, or take the bookmark away."""
    bookmarks = Bookmark.objects.readable_by(request.user).with_comment()
    bookmark = get_object_or_404(bookmarks, pk=pk)
    if "remove" in request.POST:
        bookmark.delete()
        messages.success(request, "The bookmark is gone.")
        return redirect("forum:bookmark_list")
    form = BookmarkForm(request.POST or None, instance=bookmark)
    if form.is_valid():
        bookmark.save(update_fields=["note"])
        return redirect("forum:bookmark_list")
    return render(
        request, "forum/bookmark_edit.html", {"bookmark": bookmark, "form": form}
    )


@require_POST
@login_required
@limited("mark")
def comment_bookmark(request, pk):
    """Keep a comment, or keep it no longer: as the button says, also when sent twice."""
    comment = get_object_or_404(Comment.objects.readable_by(request.user), pk=pk)
    own = request.user.bookmarks
    if request.POST.get("keep") == "no":
        own.filter(comment=comment).delete()
    else:
        own.bulk_create(
            [Bookmark(member=request.user, comment=comment)], ignore_conflicts=True
        )
    return redirect(comment.place)


def moment(text):
    """Read a moment with its zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
