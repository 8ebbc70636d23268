"""What topics are about, across the boards."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.look.paging import keyset_page

from . import rows, unread
from .models import Tag, Topic


@require_safe
def tag_list(request):
    """Show the tags, by name."""
    page = keyset_page(Tag.objects.current(), request.GET, fields=("name",), size=200)
    return render(request, "forum/tag_list.html", {"page": page})


@require_safe
def tag_detail(request, slug):
    """Show the topics that have a tag, by their last comment."""
    tag = get_object_or_404(Tag.objects.select_related("merged_into"), slug=slug)
    if tag.merged_into:
        return redirect(tag.merged_into, permanent=True)
    topics = Topic.objects.visible_to(request.user).filter(tags=tag)
    page = rows.page(topics, request.GET)
    unread.count(page.rows, request.user)
    return render(request, "forum/tag_detail.html", {"tag": tag, "page": page})
