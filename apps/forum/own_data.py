"""What the forum puts into a member's archive: see apps/accounts/archives.py."""

import re

from django.conf import settings
from django.db.models import Exists, OuterRef

from apps.accounts.archives import as_json, moment
from apps.accounts.own_data import content
from apps.look.addresses import numbered

from .models import Bookmark, Comment, Reaction, Reading, Revision, State, Tag, Topic

MARKDOWN = re.compile(r"([\\`*_\[\]<>#])")
ESCAPED = r"\\\1"


def comments(user):
    """Yield all that the member wrote, also what is hidden or taken back."""
    yield "comments.json", as_json(map(as_row, written_by(user)))
    yield "comments.md", as_pages(written_by(user))


def marks(user):
    """Yield what the member kept, reacted to, and how far they have read where."""
    for name, title, rows, as_line in [
        ("bookmarks", "What you keep", Bookmark, bookmark_line),
        ("reactions", "What you reacted to", Reaction, reaction_line),
    ]:
        yield f"{name}.json", as_json(map(as_mark, marks_of(rows, user)))
        yield f"{name}.md", as_list(title, map(as_line, marks_of(rows, user)))
    places = Reading.objects.filter(member=user).order_by("id")
    told = places.values("topic_id", "number", "moved_at")
    yield "reading.json", as_json(told.iterator(500))
    lines = (
        f"Topic {place.topic_id}: to comment {place.number}, {moment(place.moved_at)}"
        for place in places.iterator(500)
    )
    yield "reading.md", as_list("How far you have read", lines)


def marks_of(model, user):
    """Give bookmarks or reactions; others' words are not the member's own data."""
    rows = model.objects.filter(member=user).select_related("comment")
    return rows.defer("comment__text", "comment__html").order_by("id").iterator(500)


def as_mark(row):
    told = {"comment": absolute(row.comment), "at": row.created_at}
    if isinstance(row, Bookmark):
        return told | {"note": row.note}
    return told | {"kind": row.kind}


def bookmark_line(row):
    note = f": {escaped(row.note)}" if row.note else ""
    return f"<{absolute(row.comment)}>, {moment(row.created_at)}{note}"


def reaction_line(row):
    when = moment(row.created_at)
    return f"{row.get_kind_display()}: <{absolute(row.comment)}>, {when}"


def as_list(title, lines):
    yield f"# {title}\n\n"
    is_empty = True
    for line in lines:
        is_empty = False
        yield f"- {line}\n"
    if is_empty:
        yield "Nothing.\n"


def drafts(user):
    """Yield what the member has begun to write."""
    own = list(user.drafts.with_place(user))
    names = dict(Tag.objects.values_list("pk", "name"))
    rows = [
        {
            "for": draft.heading,
            "title": draft.title,
            "text": draft.text,
            "tags": [names[key] for key in draft.tags if key in names],
            "kept_at": draft.updated_at,
        }
        for draft in own
    ]
    yield "drafts.json", as_json(rows)
    pages = [
        f"\n## {escaped(draft.heading)}\n\n"
        f"**kept {moment(draft.updated_at)}**\n\n{draft.text}\n\n---\n"
        for draft in own
    ]
    yield "drafts.md", ["# Your drafts\n", *(pages or ["\nNone.\n"])]


def revisions(user):
    """Yield what the member's comments were before they were changed."""
    rows = (
        {
            "comment": revision.comment_id,
            "changed_at": revision.made_at,
            "changed_by_you": revision.author_id == user.pk,
            "title_before": revision.title or None,
            "text_before": revision.text,
        }
        for revision in revisions_of(user)
    )
    yield "changes.json", as_json(rows)
    yield "changes.md", as_changes(revisions_of(user))


def revisions_of(user):
    revisions = Revision.objects.filter(comment__author=user).order_by("id")
    return revisions.iterator(500)


def as_changes(revisions):
    """Write each text under the moment at which it was replaced."""
    yield "# What your comments were before they were changed\n"
    revision = None
    for revision in revisions:
        address = settings.SITE_URL + numbered(
            "forum:comment_detail", revision.comment_id
        )
        title = f"{escaped(revision.title)}\n\n" if revision.title else ""
        when = moment(revision.made_at)
        yield f"\n**[changed {when}]({address})**\n\n{title}{revision.text}\n\n---\n"
    if revision is None:
        yield "\nNothing was changed.\n"


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


def pictures(user):
    """Yield the member's pictures, and which comments show them."""
    own = user.pictures.prefetch_related("comments").order_by("pk")
    rows = [
        {
            "file": f"pictures/{picture.name}.webp",
            "address": settings.SITE_URL + picture.address,
            "kept_at": picture.created_at,
            "comments": [absolute(comment) for comment in picture.comments.all()],
        }
        for picture in own
    ]
    yield "pictures.json", as_json(rows)
    for picture in own:
        if picture.large.storage.exists(picture.large.name):
            yield f"pictures/{picture.name}.webp", content(picture.large)


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
