"""Board → Topic → Comment. A topic's opening text is its first comment."""

from .board import Board
from .comment import Comment
from .state import State
from .topic import Topic
from .watch import Watch

__all__ = ["Board", "Comment", "State", "Topic", "Watch"]
