from django.db import models


class State(models.TextChoices):
    """What has become of a topic or a comment, and so who may read it."""

    PUBLISHED = "published", "published"
    HELD = "held", "held until a moderator has looked"
    HIDDEN = "hidden", "hidden by a moderator"
    WITHDRAWN = "withdrawn", "withdrawn with its author's account"
    DELETED = "deleted", "deleted by its author"
