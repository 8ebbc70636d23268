"""May this member do this to that? Views, templates and the back office ask here.

Each question is answered with a sentence that says why not, for the person to
read; an empty one means yes. Whether something can be seen at all is another
question, and a query: visible_to().
"""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.roles import holds, serves

from .models import Board, Comment, State

NEW_FOR = timedelta(days=7)
FEW_COMMENTS = 20


def moderates(user, board):
    """Say whether this person moderates the whole site or this board."""
    if holds(user, "forum.moderate"):
        return True
    return serves(user) and board.pk in boards_of(user)


def boards_of(user):
    """Give the ids of the boards that this person moderates.

    Asked once a request and kept on the person, as Django keeps permissions.
    """
    if not hasattr(user, "_board_ids"):
        user._board_ids = frozenset(user.moderated_boards.values_list("pk", flat=True))
    return user._board_ids


def why_not_write(user):
    """Say why this person may not write anything now."""
    if not user.is_authenticated:
        return "Sign in to take part."
    if user.deleted_at:
        return "Your account is closed. Open it again to take part."
    return user.why_not_joined or user.why_blocked


def why_not_start(user, board):
    """Say why this person may not open a topic on this board."""
    if board.access == Board.Access.READONLY:
        return "This board is kept for reading."
    return why_not_write(user)


def why_not_reply(user, topic):
    """Say why this person may not answer in this topic."""
    if topic.state != State.PUBLISHED:
        return "This topic is hidden; nobody can answer in it."
    if topic.is_closed and not moderates(user, topic.board):
        return "This topic is closed to new comments."
    return why_not_start(user, topic.board)


def why_not_keep(user, place):
    """Say why this person may not keep a draft for this place.

    A closed topic is no reason: it may open again, and the words are theirs.
    """
    if isinstance(place, Comment) and place.author_id != user.pk:
        return "Only its author can change a comment."
    return why_not_write(user)


def why_not_edit(user, comment):
    """Say why this person may not change or take back this comment."""
    if not comment.is_published:
        return "This comment is no longer published."
    if comment.author_id != user.pk:
        return "Only its author can change a comment."
    return why_not_reply(user, comment.topic)


def why_not_put_back(user, comment):
    """Say why this person may not put back a comment that was taken back."""
    if comment.author_id != user.pk:
        return "Only its author can put a comment back."
    if not comment.can_be_put_back:
        return "This comment was not taken back by you."
    return why_not_reply(user, comment.topic)


def why_not_read_history(user, comment):
    """Say why this person may not read what a comment was before it was changed."""
    if comment.is_published or comment.author_id == user.pk:
        return ""
    if user.is_authenticated and moderates(user, comment.topic.board):
        return ""
    return "This comment is not published; what it was before is not for others."


def hides_history(user, comment):
    """Whether a moderator keeps from this person what a comment was before."""
    if not comment.history_is_hidden or comment.author_id == user.pk:
        return False
    return not (user.is_authenticated and moderates(user, comment.topic.board))


def why_not_rename(user, topic):
    """Say why this person may not change this topic's title."""
    if user.is_authenticated and moderates(user, topic.board):
        return why_not_write(user)
    if topic.author_id != user.pk:
        return "Only its author can change a topic's title."
    return why_not_reply(user, topic)


def why_not_react(user, comment):
    """Say why this person may not react to this comment."""
    if comment.author_id == user.pk:
        return "It is for others to react to what you wrote."
    return why_not_write(user)


def why_not_solve(user, topic):
    """Say why this person may not say which answer solved this."""
    if not topic.board.takes_questions:
        return "On this board, nothing is marked as solved."
    if topic.state != State.PUBLISHED:
        return "This topic is hidden."
    if topic.author_id != user.pk and not moderates(user, topic.board):
        return "Only who asked, and the moderators, say what solved it."
    return why_not_write(user)


def is_newcomer(user):
    """Say whether a member is here for few days and has written little.

    Limits are stricter for them: this is where spam comes from. Nobody is new who
    has a role, nor a pupil after some lessons.
    """
    if user.is_staff or user.joined_at < timezone.now() - NEW_FOR:
        return False
    return user.comments.published()[:FEW_COMMENTS].count() < FEW_COMMENTS
