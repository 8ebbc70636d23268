from django.conf import settings
from django.db import models
from django.db.models import Q

from .board import Board
from .topic import Topic


class WatchQuerySet(models.QuerySet):
    def watching(self):
        return self.filter(level=Watch.Level.WATCH)

    def muted(self, topic):
        """Keep what mutes this topic: by itself, or with its board."""
        muted = self.filter(level=Watch.Level.MUTE)
        return muted.filter(Q(topic=topic) | Q(board=topic.board_id))

    def visible_to(self, user):
        """Keep those of topics and boards that this reader may open."""
        return self.filter(
            Q(topic__in=Topic.objects.visible_to(user))
            | Q(board__in=Board.objects.open_to(user))
        )

    def choose(self, member, level, **place):
        """Let a member watch or mute a topic or a board, or neither (no level)."""
        if level:
            self.update_or_create(member=member, **place, defaults={"level": level})
        else:
            self.filter(member=member, **place).delete()

    def begin(self, member, topic):
        """Let a member watch a topic, unless they have said already what they want."""
        watch = Watch(member=member, topic=topic)
        self.bulk_create([watch], ignore_conflicts=True)


class Watch(models.Model):
    """What a member wants to hear of a topic or a board: everything, or nothing."""

    class Level(models.TextChoices):
        WATCH = "watch", "watched"
        MUTE = "mute", "muted"

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches"
    )
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, related_name="watches", db_index=False
    )
    board = models.ForeignKey(
        Board, models.CASCADE, null=True, related_name="watches", db_index=False
    )
    level = models.CharField(max_length=5, choices=Level.choices, default=Level.WATCH)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "topic"], name="forum_watch_topic_once"
            ),
            models.UniqueConstraint(
                fields=["member", "board"], name="forum_watch_board_once"
            ),
            models.CheckConstraint(
                condition=Q(topic__isnull=True) ^ Q(board__isnull=True),
                name="forum_watch_one_place",
            ),
        ]
        indexes = [
            # Those who watch a place, a bite at a time: thousands, perhaps.
            models.Index(fields=["topic", "level", "id"], name="forum_watch_of_topic"),
            models.Index(fields=["board", "level", "id"], name="forum_watch_of_board"),
            models.Index(fields=["member", "-id"], name="forum_watch_of_member"),
        ]

    def __str__(self):
        return f"{self.member}: {self.place} {self.level}"

    @property
    def place(self):
        return self.topic or self.board
