from django.db import models
from django.db.models import Q

from apps.accounts.models import User
from apps.forum.models import Comment, Topic

# What reports, cases and acts are about: the field that holds it.
NAMES = {Comment: "comment", Topic: "topic", User: "member"}


def about(thing):
    """Give the field that says what something is about, for a query or a row."""
    return {NAMES[type(thing)]: thing}


def person_of(thing):
    """Give whose comment or topic it is; a member is their own."""
    return thing if isinstance(thing, User) else thing.author


def place_of(thing):
    """Give the address where a thing stands: a comment's is on its topic's page."""
    return thing.place if isinstance(thing, Comment) else thing.get_absolute_url()


def locked(thing):
    """Read a thing anew and hold it: nobody else reports or moderates it meanwhile."""
    return type(thing).objects.select_for_update(no_key=True).get(pk=thing.pk)


def exactly_one(*fields):
    """Give the condition that one of these is set and the others are not."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


class AboutOneThing(models.Model):
    """What is about a comment, a topic or a member: one of the three."""

    comment = models.ForeignKey(
        Comment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whose comment or topic it is, or the member: found without a join.
    person = models.ForeignKey(
        User, models.PROTECT, editable=False, related_name="%(class)ss_about"
    )

    class Meta:
        abstract = True

    @property
    def target(self):
        return self.comment or self.topic or self.member

    @property
    def thread(self):
        """The topic that it is about, or in which the comment stands; else None."""
        return self.comment.topic if self.comment else self.topic
