"""Board → Topic → Comment. A topic's opening text is its first comment."""

from .board import Board
from .comment import Comment
from .state import State
from .topic import Topic

__all__ = ["Board", "Comment", "State", "Topic"]
