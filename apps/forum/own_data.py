"""What the forum puts into a member's archive: see apps/accounts/archives.py."""

import re

from django.conf import settings
from django.db.models import Exists, OuterRef

from apps.accounts.archives import as_json, moment

from .models import Comment, State, Topic

MARKDOWN = re.compile(r"([\\`*_\[\]<>#])")


def comments(user):
    """Yield all that the member wrote, also what is hidden or taken back."""
    yield "comments.json", as_json(map(as_row, written_by(user)))
    yield "comments.md", as_pages(written_by(user))


def watches(user):
    """Yield what the member watches and mutes, of what they may see."""
    rows = user.watches.visible_to(user).select_related("topic", "board")
    told = [
        {
            "what": str(watch.place),
            "address": absolute(watch.place),
            "level": watch.level,
        }
        for watch in rows.order_by("pk")
    ]
    yield "watching.json", as_json(told)
    lines = [
        f"- {row['level']}: [{escaped(row['what'])}]({row['address']})\n"
        for row in told
    ]
    yield "watching.md", ["# What you watch or mute\n\n", *(lines or ["Nothing.\n"])]


def written_by(user):
    """Give the comments in the order of writing, a few at a time.

    A topic's title is told if the member may read it, or has given it.
    """
    topics = Topic.objects.visible_to(user) | Topic.objects.filter(author=user)
    titled = Exists(topics.filter(pk=OuterRef("topic")))
    comments = Comment.objects.filter(author=user).annotate(is_titled=titled)
    return comments.select_related("topic").order_by("id").iterator(500)


def as_row(comment):
    return {
        "id": comment.pk,
        "address": absolute(comment),
        "topic": title(comment),
        "topic_address": absolute(comment.topic),
        "number": comment.number,
        "state": comment.state,
        "written_at": comment.created_at,
        "edited_at": comment.edited_at,
        "sent_from": comment.address,
        "text": comment.text,
    }


def as_pages(comments):
    """Write a heading where a topic begins, and the comments under it."""
    yield "# What you wrote\n"
    topic = None
    for comment in comments:
        if comment.topic_id != topic:
            topic = comment.topic_id
            heading = escaped(title(comment) or "A topic closed to you")
            yield f"\n## [{heading}]({absolute(comment.topic)})\n"
        state = "" if comment.is_published else f", {State(comment.state).label}"
        when = moment(comment.created_at)
        yield f"\n**[{when}]({absolute(comment)})**{state}\n\n{comment.text}\n\n---\n"
    if topic is None:
        yield "\nNothing yet.\n"


def title(comment):
    return comment.topic.title if comment.is_titled else None


def escaped(words):
    return MARKDOWN.sub(r"\\\1", words)


def absolute(page):
    return settings.SITE_URL + page.get_absolute_url()
