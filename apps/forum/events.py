"""How the forum's notices are put, and who may see what they are about.

settings.NOTICES names these; apps/notifications/events.py says what is asked.
"""

from apps.look import markup
from apps.notifications.events import Event, Kind

from .models import Comment, Topic

# Characters of a comment in a letter; the rest is read on the site.
LETTER = 4_000


class OfComment(Event):
    """Something about a comment, for those who may read its words."""

    def targets(self, reader, pks):
        comments = Comment.objects.readable_by(reader).filter(pk__in=pks)
        return comments.with_topic().in_bulk()

    def title(self, comment):
        return comment.topic.title

    def place(self, comment):
        return comment.place

    def excerpt(self, comment):
        return comment.excerpt

    def text(self, comment):
        if len(comment.text) > LETTER:
            return markup.plain(comment.text, LETTER)
        return markup.printable(comment.text)

    def html(self, comment):
        is_long = len(comment.text) > LETTER
        return "" if is_long else markup.abroad(comment.html)

    def thread(self, comment):
        return f"topic-{comment.topic_id}"


class Published(OfComment):
    """Somebody wrote something that others wait for."""

    name = "comment"
    kinds = (
        Kind("mention", "{who} mentioned you in {what}", "mention"),
        Kind("reply", "{who} answered in your topic {what}", "reply"),
        Kind("watched", "{who} wrote in {what}", "watched"),
        Kind("topic", "{who} opened the topic {what}", "watched", opens_thread=True),
    )


class Reacted(OfComment):
    """Members reacted to what I wrote: one notice for all of them."""

    name = "reaction"
    gathers = True
    kinds = (Kind("reaction", "{who} reacted to your comment in {what}", "reaction"),)


class Solved(OfComment):
    """An answer of mine is the solution, for as long as it is."""

    name = "solution"
    kinds = (
        Kind(
            "solution", "{who} marked your answer in {what} as the solution", "solution"
        ),
    )

    def targets(self, reader, pks):
        found = super().targets(reader, pks)
        still = Topic.objects.filter(solution__in=found).values_list("solution")
        return {pk: found[pk] for (pk,) in still}
