from django.conf import settings
from django.db import models
from django.db.models import Q

from .batch import LISTS


class SavedSearchQuerySet(models.QuerySet):
    def shown_to(self, user, *, with_addresses):
        """Keep one's own and what others share, without addresses for who sees none."""
        searches = self.filter(Q(owner=user) | Q(is_shared=True))
        if with_addresses:
            return searches
        return searches.exclude(conditions__contains="address=")


class SavedSearch(models.Model):
    """Conditions kept under a name: one's own, or for all moderators."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=60)
    of = models.CharField("list", max_length=7, choices=LISTS)
    conditions = models.TextField()
    is_shared = models.BooleanField("for all moderators", default=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["of", "name"]
        verbose_name = "saved search"
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "of", "name"],
                name="moderation_saved_search_one_name",
                violation_error_message="You have a search of this name already.",
            )
        ]

    def __str__(self):
        return self.name
