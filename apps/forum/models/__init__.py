"""Board → Topic → Comment. A topic's opening text is its first comment."""

from .announcement import Announcement, Dismissal
from .board import Board
from .bookmark import Bookmark
from .comment import Comment
from .draft import Draft
from .picture import Picture
from .reaction import Reaction
from .reading import Reading
from .revision import Revision
from .state import State
from .tag import Tag
from .topic import Topic
from .watch import Watch

__all__ = [
    "Announcement",
    "Board",
    "Bookmark",
    "Comment",
    "Dismissal",
    "Draft",
    "Picture",
    "Reaction",
    "Reading",
    "Revision",
    "State",
    "Tag",
    "Topic",
    "Watch",
]
