from datetime import timedelta
from functools import partial
from secrets import token_hex

from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, Sum
from django.utils import timezone

from apps.accounts.roles import serves
from apps.look import figures

from .comment import Comment
from .draft import Draft
from .revision import Revision

LARGE = 2000, 2000  # pixels: what a click shows
SMALL = 960, 720  # what stands in the text: sharp enough for its column
ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>!&@#~|"})


def checked():
    """Give the storage whose files are sent only after a question."""
    return storages["checked"]


def path_of(picture, name):
    """Spread the files over 256 folders."""
    return f"pictures/{name[:2]}/{name}"


class PictureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep what stands in words that this reader may read now, and their own."""
        uses = self.model.comments.through.objects.filter(picture=OuterRef("pk"))
        readable = Q(comment__in=Comment.objects.readable_by(user))
        if serves(user):
            readable |= Q(comment__in=Comment.objects.moderated_by(user))
        seen = Q(Exists(uses.filter(readable)))
        return self.filter(seen | Q(owner=user) if user.is_authenticated else seen)

    def in_text(self, text):
        """Give those whose addresses stand in a text, by their names."""
        names = figures.names_in(text)
        return {row.name: row for row in self.filter(name__in=names)} if names else {}

    def with_uses(self, reader):
        """Fetch with each picture the comments that show it and are open to the reader."""
        uses = Comment.objects.visible_to(reader).select_related("topic")
        uses = uses.only("number", "topic__title").order_by("pk")
        return self.prefetch_related(Prefetch("comments", uses, to_attr="uses"))

    def total_size(self):
        """Give how many bytes they take up."""
        return self.aggregate(all=Sum("size"))["all"] or 0

    def forgotten(self):
        """Keep what no comment has shown for so long that nobody is writing it now."""
        return self.filter(unused_since__lt=timezone.now() - Picture.UNUSED_FOR)

    @transaction.atomic
    def keep(self, owner, drawn):
        """Keep a picture: [(file, (width, height)), …], the large and the small one.

        Raise Full when its owner has no room for it.
        """
        # Two at once must not both be the last one that fits.
        owner.hold()
        size = sum(file.size for file, _ in drawn)
        room = Picture.QUOTA - owner.pictures.total_size()
        if size > room:
            raise Picture.Full
        large, small = drawn[0], drawn[-1]
        picture = self.model(owner=owner, name=token_hex(16), size=size)
        picture.width, picture.height = small[1]
        try:
            picture.large.save(f"{picture.name}.webp", large[0], save=False)
            if small is not large:
                picture.small.save(f"{picture.name}-small.webp", small[0], save=False)
            picture.save()
        except BaseException:
            picture.delete_files()
            raise
        return picture

    def show_in(self, comment, shown):
        """Note that a comment of their owner shows these and no others.

        Who sweeps up holds the owner's row, too: what is swept up is not shown.
        """
        before = comment.pictures.values_list("pk", flat=True)
        changed = {*before} ^ {picture.pk for picture in shown}
        if changed:
            comment.author.hold()
            there = self.filter(pk__in=[picture.pk for picture in shown])
            comment.pictures.set(there)
            self.filter(pk__in=changed).count_uses()

    def count_uses(self):
        """Note since when each of these stands in no comment, if it does not."""
        uses = Picture.comments.through.objects.filter(picture=OuterRef("pk"))
        used = self.annotate(is_used=Exists(uses))
        used.filter(is_used=True).update(unused_since=None)
        used.filter(is_used=False, unused_since=None).update(
            unused_since=timezone.now()
        )


class Picture(models.Model):
    """A picture that a member puts into their comments."""

    QUOTA = 100 * 1024 * 1024  # bytes a member: some five hundred photographs
    UNUSED_FOR = timedelta(days=2)

    class Full(Exception):
        """The owner has used up the room for pictures."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="pictures"
    )
    # Its address; nobody can guess it.
    name = models.CharField(max_length=32, unique=True)
    large = models.FileField(storage=checked, upload_to=path_of)
    # Empty where the large one is small enough to stand in a text.
    small = models.FileField(storage=checked, upload_to=path_of, blank=True)
    # Of the small one, or of the only one.
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField(help_text="Bytes of both.")
    created_at = models.DateTimeField(default=timezone.now)
    # Whose text holds its address: counted when a comment is written.
    comments = models.ManyToManyField(Comment, related_name="pictures")
    # Since when no comment does: from the beginning, until one does.
    unused_since = models.DateTimeField(null=True, default=timezone.now)

    objects = PictureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["unused_since"],
                condition=~Q(unused_since=None),
                name="forum_picture_unused",
            )
        ]

    def __str__(self):
        return f"picture {self.name}"

    @property
    def address(self):
        return figures.address_of(self.name)

    @property
    def small_address(self):
        return figures.address_of(self.name, small=bool(self.small))

    def as_markdown(self, alt):
        """Give what shows it in a text, with the words for those who do not see it."""
        words = " ".join(alt.split()).translate(ESCAPED)
        return f"![{words}]({self.address})"

    @property
    def is_in_drafts(self):
        """Whether its owner has it in something unsent, or in an earlier text.

        A comment's history can be put back. Both are one member's rows: few.
        """
        holding = {"text__contains": self.name}
        drafts = Draft.objects.filter(author=self.owner_id, **holding)
        earlier = Revision.objects.filter(comment__author=self.owner_id, **holding)
        return drafts.exists() or earlier.exists()

    @property
    def is_used(self):
        """Whether a comment shows it."""
        return self.unused_since is None

    def delete_files(self):
        for file in filter(None, (self.large, self.small)):
            file.storage.delete(file.name)

    @transaction.atomic
    def give_up(self):
        """Delete it at its owner's wish, unless something shows it; say whether."""
        self.owner.hold()  # as show_in() does: nobody writes it into a comment now
        is_free = not (self.comments.exists() or self.is_in_drafts)
        if is_free:
            self.discard()
        return is_free

    @transaction.atomic
    def discard(self):
        """Delete it: the row now, the files as soon as that is certain."""
        self.delete()
        # A file that cannot be deleted is logged, and no reason to fail.
        transaction.on_commit(partial(self.delete_files), robust=True)
