"""Board → Topic → Comment. A topic's opening text is its first comment."""

from .announcement import Announcement, Dismissal
from .board import Board
from .bookmark import Bookmark
from .comment import Comment
from .reaction import Reaction
from .reading import Reading
from .state import State
from .tag import Tag
from .topic import Topic

__all__ = [
    "Announcement",
    "Board",
    "Bookmark",
    "Comment",
    "Dismissal",
    "Reaction",
    "Reading",
    "State",
    "Tag",
    "Topic",
]
