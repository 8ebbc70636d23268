from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import holds
from apps.forum.models import Board, Topic

from .thing import AboutOneThing, about, exactly_one


class ActionQuerySet(models.QuerySet):
    """The log is written once: nothing in it is changed or taken out."""

    def update(self, **fields):
        raise TypeError("The log of moderation cannot be changed.")

    def delete(self):
        raise TypeError("Nothing can be taken out of the log of moderation.")

    def with_all(self, user):
        """Fetch all that a line of the log names, and whether this reader may see it."""
        topic = Coalesce(OuterRef("topic_id"), OuterRef("comment__topic_id"))
        seen = Topic.objects.visible_to(user).filter(pk=topic)
        return (
            self.select_related("actor", "person", "member", "board", "undone__actor")
            .select_related("topic__board", "comment__topic__board", "undoes__actor")
            .annotate(is_seen=Exists(seen))
        )

    def visible_to(self, user):
        """Keep what this reader may know: acts on members and on boards open to them."""
        boards = Board.objects.open_to(user).values("pk")
        known = Q(person__confirmed_at__isnull=False, person__approved_at__isnull=False)
        if holds(user, "accounts.block_member"):
            known = Q()  # also of who is on the way to be a member
        return self.filter(known, Q(board=None) | Q(board__in=boards))

    def on(self, thing):
        """Keep what was done to this thing."""
        return self.filter(**about(thing))

    def by_or_about(self, member):
        """Keep what this member did as a moderator, and what was done to them."""
        return self.filter(Q(actor=member) | Q(person=member))


class Action(AboutOneThing):
    """A line of the log: who did what to what, when and why."""

    class Act(models.TextChoices):
        HIDE = "hide", "hid"
        RESTORE = "restore", "restored"
        HIDE_HISTORY = "hide_history", "hid the earlier texts of"
        SHOW_HISTORY = "show_history", "showed the earlier texts of"
        CLOSE = "close", "closed"
        REOPEN = "reopen", "reopened"
        PIN = "pin", "pinned"
        UNPIN = "unpin", "unpinned"
        MOVE = "move", "moved"
        BLOCK = "block", "blocked"
        CHANGE_BLOCK = "change_block", "changed the block of"
        UNBLOCK = "unblock", "unblocked"
        CLEAR_PROFILE = "clear_profile", "cleared the profile of"
        UNDO = "undo", "undid"

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="actions"
    )
    act = models.CharField(max_length=20, choices=Act.choices)
    reason = models.CharField(max_length=300)
    # Where it happened, whatever becomes of the topic later; none for a member.
    board = models.ForeignKey(
        Board, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    # The fields that the act has changed, as they were and as it left them.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone"
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("comment", "topic", "member"),
                name="moderation_action_about_one_thing",
            )
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="moderation_action_member"),
            models.Index(fields=["person", "-id"], name="moderation_action_person"),
            models.Index(fields=["board", "-id"], name="moderation_action_board"),
            models.Index(fields=["actor", "-id"], name="moderation_action_actor"),
            models.Index(fields=["act", "-id"], name="moderation_action_act"),
        ]

    def __str__(self):
        return f"{self.act} by {self.actor}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The log of moderation cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Nothing can be taken out of the log of moderation.")

    @property
    def is_undone(self):
        return hasattr(self, "undone")

    @property
    def block(self):
        """What a block forbids: "may read, not write"; "" when this is none."""
        sets_one = self.act in (Action.Act.BLOCK, Action.Act.CHANGE_BLOCK)
        return User.Block(self.after["block"]).label if sets_one else ""

    @property
    def until(self):
        """The end of a block; none for one for good."""
        moment = self.after.get("blocked_until")
        return datetime.fromisoformat(moment) if moment else None

    @property
    def moved_to_id(self):
        """The board to which a topic went."""
        return self.after["board_id"] if self.act == "move" else None
