"""Questions about a lesson: one topic in the forum, made with the first of them.

The topic knows the lesson's address and name (forum.Topic.about_address), so the forum
links back without knowing the course, and no second one can be made. It is a topic
like any other: moderators hide, close and move it, and what holds there holds here.
"""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from apps.forum import access
from apps.forum.models import Board, State, Topic
from apps.forum.models.draft import Elsewhere

from ..lessons.shelf import shelf

# The board of such topics. The owner may make it before, with rules of its own.
BOARD = {
    "slug": "lessons",
    "name": "Lessons",
    "description": "Questions about the lessons: each has its topic.",
}
ELSEWHERE = (
    "What is asked about this lesson is kept on a board that is not open to you."
)
# Nobody can write in these any more, nor did a moderator decide so.
GONE = [State.WITHDRAWN, State.DELETED]


class Talk:
    """What is said about a lesson, as its page shows it to one reader."""

    def __init__(self, lesson, user):
        self.lesson, self.user = lesson, user

    @cached_property
    def topic(self):
        """The lesson's topic, if there is one that this reader may open."""
        topics = Topic.objects.visible_to(self.user).published().with_board()
        return topics.about(self.lesson.get_absolute_url()).first()

    @property
    def why_not(self):
        if self.topic:
            return access.why_not_reply(self.user, self.topic)
        return access.why_not_write(self.user)


def place_of(lesson):
    """Give what drafts of questions about a lesson are kept for: the page for asking.

    Not its topic, which there may not be yet, nor its board, where all lessons' drafts
    would be one.
    """
    page = reverse("course:question_create", args=[lesson.slug])
    name = f"A question about lesson {lesson.number}: {lesson.title}"
    return Elsewhere(page, name)


def writes_for(slug):
    """Say what is written on the page for asking; None if there is no such lesson."""
    lesson = shelf().by_slug.get(slug)
    return place_of(lesson) if lesson else None


def why_not_ask(user, lesson):
    """Say why this person may not ask about a lesson."""
    topic = topic_of(lesson)
    if topic is None:
        board = board_if_any()
        if board and not Board.objects.open_to(user).filter(pk=board.pk).exists():
            return access.why_not_write(user) or ELSEWHERE
        return access.why_not_start(user, board or Board())
    if topic.is_published and not Topic.objects.visible_to(user).contains(topic):
        return access.why_not_write(user) or ELSEWHERE
    return access.why_not_reply(user, topic)


def ask(lesson, author, text, form_key=None, address=None):
    """Ask about a lesson, in its topic; give the comment.

    Raises Topic.Changed when the topic was closed or hidden meanwhile.
    """
    topic = topic_of(lesson)
    if topic is None:
        topic, is_new = start(lesson, author, text, form_key, address)
        if is_new:
            return topic.comments.earliest("number")
    return topic.reply(author, text, form_key, address, begun_at=place_of(lesson))


@transaction.atomic
def start(lesson, author, text, form_key, address):
    """Open the lesson's topic, or find that of somebody who was quicker."""
    # The lock makes a second one wait here, and then find the first one's topic.
    board = Board.objects.select_for_update(no_key=True).get(pk=board_made().pk)
    if topic := topic_of(lesson):
        return topic, False
    place, name = lesson.get_absolute_url(), f"Lesson {lesson.number}: {lesson.title}"
    # One that is gone may come back with its author; then it is a topic like others.
    Topic.objects.about(place).update(about_address=None)
    topic = board.start_topic(
        author,
        name,
        text,
        form_key,
        address=address,
        about=(place, name),
        begun_at=place_of(lesson),
    )
    return topic, True


def topic_of(lesson):
    """Give the lesson's topic, whoever may see it; None if it has yet to be made."""
    topics = Topic.objects.about(lesson.get_absolute_url()).with_board()
    return topics.exclude(state__in=GONE).first()


def board_made():
    """Give the board for such topics, made when it is first needed."""
    return (
        board_if_any()
        or Board.objects.get_or_create(
            slug=BOARD["slug"], defaults=BOARD | {"position": 100}
        )[0]
    )


def board_if_any():
    """Find the board; the owner may have given it another address, or another name."""
    named = Q(slug=BOARD["slug"]) | Q(name=BOARD["name"])
    return Board.objects.filter(named).order_by("pk").first()
