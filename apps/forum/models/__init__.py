"""Board → Topic → Comment. A topic's opening text is its first comment."""

from .board import Board
from .comment import Comment
from .draft import Draft
from .picture import Picture
from .revision import Revision
from .state import State
from .topic import Topic

__all__ = ["Board", "Comment", "Draft", "Picture", "Revision", "State", "Topic"]
