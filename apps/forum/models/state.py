from django.db import models


class State(models.TextChoices):
    """What has become of a topic or a comment, and so who may read it."""

    PUBLISHED = "published", "published"
    HELD = "held", "held until a moderator has looked"
    HIDDEN = "hidden", "hidden by a moderator"
    WITHDRAWN = "withdrawn", "withdrawn with its author's account"
    DELETED = "deleted", "deleted by its author"


class Constant(models.Value):
    """A word of the source, written into the SQL itself.

    Most rows are published. PostgreSQL, which keeps one plan for all values of a
    parameter if that seems no worse than a plan for each, must see that to keep it;
    making a plan takes longer than reading a page of a list by it.
    """

    def as_sql(self, compiler, connection):
        if not self.value.isalpha():
            raise ValueError(f"Not a plain word: {self.value!r}")
        return f"'{self.value}'", []


PUBLISHED = Constant(State.PUBLISHED)
