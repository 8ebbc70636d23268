"""The traces: a row each, shared by all workers, gone after an hour."""

import json
from datetime import timedelta
from random import random

from django.db import models
from django.db.models import Q
from django.utils import timezone

from . import lessons, trace

MOST = 20  # of one owner
# Of those, made for a comparison: they must not push out the page that they are about.
MOST_REPLAYS = 12
MOST_OF_ALL = 2_000
MOST_KEPT = 200  # for lessons
OFTEN = 50  # one in so many looks whether there are more
HOUR = timedelta(hours=1)


class TraceQuerySet(models.QuerySet):
    def living(self):
        """Keep those that are not an hour old."""
        return self.filter(created_at__gt=timezone.now() - HOUR)

    def readable_by(self, owner):
        """Keep those that this visitor may open: their own, and those for lessons."""
        kept = Q(kept_at__isnull=False)
        own = Q(owner=owner, created_at__gt=timezone.now() - HOUR)
        return self.filter(kept | own if owner else kept)

    def passing(self):
        """Keep those that go after an hour; not those that are kept for lessons."""
        return self.filter(kept_at=None)

    def for_lessons(self):
        """Keep those that stay until somebody removes them."""
        return self.filter(kept_at__isnull=False)

    def of(self, owner):
        """Keep those of one owner (access.owner); of nobody, none."""
        return self.filter(owner=owner) if owner else self.none()

    def listed(self):
        """Give what a list shows, the newest first; the documents stay where they are."""
        return self.defer("document").order_by("-created_at", "-pk")

    def replayed_lately(self):
        """Keep those that were made for a comparison within the last minute."""
        minute = timezone.now() - timedelta(minutes=1)
        return self.exclude(replay_of="").filter(created_at__gt=minute)

    def keep(self, owner, recording):
        """Keep what was recorded, and of its owner's traces the newest twenty."""
        return self.put(owner, trace.document(recording))

    def put(self, owner, document):
        """Keep a document, and of its owner's traces the newest twenty."""
        replay = document["replay"]
        kept = self.create(
            id=document["id"],
            owner=owner,
            replay_of=replay["of"] if replay else "",
            method=document["request"]["method"][:10],
            path=document["request"]["path"][:300],
            status=document["response"]["status"],
            duration=document["duration"],
            queries=document["queries"]["count"],
            document=trace.bounded(document),
        )
        newest = self.of(owner).order_by("-created_at", "-id")
        if replay:
            self.delete_beyond(MOST_REPLAYS, newest.exclude(replay_of=""))
        self.delete_beyond(MOST, newest)
        if random() < 1 / OFTEN:
            self.shorten()
        return kept

    def delete_beyond(self, most, ordered):
        """Delete those that come behind so many."""
        if beyond := list(ordered.values_list("pk", flat=True)[most : most + 100]):
            self.filter(pk__in=beyond).delete()

    def shorten(self):
        """Forget the oldest of too many: a stranger can come with a new cookie each time."""
        passing = self.passing()
        moments = passing.order_by("-created_at").values_list("created_at", flat=True)
        if last := moments[MOST_OF_ALL : MOST_OF_ALL + 1]:
            passing.filter(created_at__lte=last[0]).delete()


class Trace(models.Model):
    """How one response was made. The document is described in docs/xray.md."""

    id = models.CharField(primary_key=True, max_length=16)
    # A keyed hash; nobody who reads the table can take over a session with it.
    owner = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField()
    duration = models.PositiveIntegerField(help_text="In microseconds.")
    queries = models.PositiveIntegerField()
    # The id of the trace whose request was made again, for the sake of a comparison.
    # By default of the database: the release before this one still writes rows.
    replay_of = models.CharField(max_length=16, blank=True, db_default="")
    # JSON as text: it is written and read as a whole, and never searched.
    document = models.TextField()
    # Since when it is kept for lessons; then it has no owner, and whoever has its address
    # may open it.
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = TraceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [
            ("record_own", "Can see how their own pages were made"),
            ("keep_trace", "Can keep traces for lessons, and remove them"),
        ]
        indexes = [
            models.Index(fields=["owner", "created_at"], name="xray_of_owner"),
            models.Index(fields=["created_at"], name="xray_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(owner=""), name="xray_kept_is_nobodys"
            ),
        ]

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def found(self):
        """The document, read."""
        return json.loads(self.document)

    def keep_for_lessons(self):
        """Let it stay until it is removed, for all who have its address.

        What says something about the person who asked is taken out of it first.
        """
        self.document = trace.dumped(lessons.for_everybody(self.found))
        self.owner, self.kept_at = "", timezone.now()
        self.save(update_fields=["document", "owner", "kept_at"])
