"""Atom feeds (RFC 4287): what is new on the site, on a board, in a topic, by a member.

A program that reads feeds has no session. So a feed holds what guests may read,
whoever asks for it, and what is not for guests has none. Texts are whole, as they
are stored: made safe by apps.look.markup.
"""

from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from apps.accounts.models import User, fold
from apps.look import identity

from .models import Board, Comment, Topic

MOST = 30  # entries; a program comes back within hours
GUEST = AnonymousUser()


@require_safe
def site_feed(request):
    """Give the newest topics of all boards."""
    topics = Topic.objects.visible_to(GUEST)
    return answer(request, "New topics", reverse("forum:topic_list"), openings(topics))


@require_safe
def board_feed(request, slug):
    """Give the newest topics of a board."""
    board = get_object_or_404(Board.objects.open_to(GUEST), slug=slug)
    topics = board.topics.shown_to(GUEST)
    return answer(request, board.name, board.get_absolute_url(), openings(topics))


@require_safe
def topic_feed(request, pk):
    """Give the latest comments of a topic."""
    topic = get_object_or_404(Topic.objects.visible_to(GUEST), pk=pk)
    comments = topic.comments.published().with_words().order_by("-number")[:MOST]
    return answer(request, topic.title, topic.get_absolute_url(), comments)


@require_safe
def member_feed(request, username):
    """Give what a member wrote lately."""
    members = User.objects.visible_to(GUEST).filter(deleted_at=None)
    member = get_object_or_404(members, username_key=fold(username))
    if member.username != username:
        return redirect("forum:member_feed", member.username, permanent=True)
    comments = Comment.objects.readable_by(GUEST).filter(author=member).with_words()
    return answer(
        request, member.name, member.get_absolute_url(), comments.order_by("-id")[:MOST]
    )


def openings(topics):
    """Give the opening comments of the newest of these topics.

    The topics first: the newest comments that are opening ones may lie far apart.
    """
    newest = list(topics.order_by("-pk").values_list("pk", flat=True)[:MOST])
    comments = Comment.objects.published().filter(topic__in=newest, number=1)
    return comments.with_words().order_by("-topic")


def answer(request, title, path, comments):
    """Write the feed, or say that it is still the same."""
    feed = Feed(
        title=f"{title} · {identity.current()}",
        link=settings.SITE_URL + path,
        description=None,
        feed_url=settings.SITE_URL + request.path,
    )
    for comment in comments:
        feed.add(comment)
    text = feed.writeString("utf-8")
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    changed_at = int(feed.latest_post_date().timestamp())
    response["ETag"] = quote_etag(sha256(text.encode()).hexdigest()[:32])
    response["Last-Modified"] = http_date(changed_at)
    return get_conditional_response(request, response["ETag"], changed_at, response)


class Feed(Atom1Feed):
    """An Atom feed of comments with their whole text."""

    # An empty feed must stay the same, too; Django's says "now".
    BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

    def add(self, comment):
        address = settings.SITE_URL + comment.get_absolute_url()
        author, title = comment.author, comment.topic.title
        self.add_item(
            title=title if comment.is_opening else f"{title} · #{comment.number}",
            link=address,
            unique_id=address,
            description=None,
            content=comment.html,
            author_name=author.name,
            author_link=None
            if author.deleted_at
            else settings.SITE_URL + author.get_absolute_url(),
            pubdate=comment.created_at,
            updateddate=comment.edited_at or comment.created_at,
        )

    def latest_post_date(self):
        moments = [item["updateddate"] for item in self.items]
        return max(moments, default=self.BEGINNING)

    def root_attributes(self):
        # A link in a text that begins with "/" leads to this site.
        return super().root_attributes() | {"xml:base": f"{settings.SITE_URL}/"}

    def add_item_elements(self, handler, item):
        # Django's writes a description as <summary>; this is all of it.
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
