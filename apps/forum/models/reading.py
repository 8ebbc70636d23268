from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from apps.accounts.models import User

from .topic import Topic

# One statement, because this is part of opening a page. Both databases know it.
_REACH = """
    INSERT INTO forum_reading (member_id, topic_id, number, moved_at)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (member_id, topic_id) DO UPDATE
    SET number = excluded.number, moved_at = excluded.moved_at
    WHERE forum_reading.number < excluded.number
"""


class ReadingQuerySet(models.QuerySet):
    def reach(self, member, topic, number):
        """Note that a member has read so far; never move back.

        Two pages of one topic, opened at once: whichever is later in the topic stays.
        """
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(_REACH, [member.pk, topic.pk, number, now])

    @transaction.atomic
    def reach_everywhere(self, member, until):
        """Call all read that was written until then: one moment on the account.

        What the marks say of comments from before, the moment says for all topics.
        """
        until = min(until, timezone.now())
        earlier = models.Q(read_until=None) | models.Q(read_until__lt=until)
        mine = User.objects.filter(earlier, pk=member.pk)
        if until > member.joined_at and mine.update(read_until=until):
            self.filter(member=member, moved_at__lte=until).delete()

    def outlived(self):
        """Keep the marks in topics whose comments are all read by now, being so old."""
        return self.filter(moved_at__lt=timezone.now() - Reading.KEPT)


class Reading(models.Model):
    """How far one member has read in one topic."""

    # What is older is no news. So a member's marks do not grow for ever, and
    # finding what is new does not look at all topics there ever were.
    KEPT = timedelta(days=60)

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    moved_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "topic"], name="forum_reading_one_a_topic"
            )
        ]

    def __str__(self):
        return f"{self.member} has read {self.topic} to #{self.number}"
