"""A copy of all that the site keeps about a member, for the member alone.

The queue makes it (tasks.make_archive), as a zip with each thing twice: JSON for
machines, Markdown for people. settings.OWN_DATA lists, by their dotted paths, the
functions that know what there is. Each takes a member and yields files: a name in
the zip, and its content in pieces, text or bytes. Pieces, because somebody may
have written a hundred thousand comments.

The file lies in a storage of its own, which no web server serves. Only a view
reads from it, for its owner.
"""

import json
from datetime import timedelta
from secrets import token_hex
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string


class ArchiveQuerySet(models.QuerySet):
    def expired(self):
        """Keep those whose time is over, and those that could not be made."""
        now = timezone.now()
        return self.filter(
            models.Q(made_at__lt=now - Archive.KEPT)
            | models.Q(made_at=None, ordered_at__lt=now - Archive.KEPT)
        )

    @transaction.atomic
    def order(self, user):
        """Let the queue make a new one, unless there is one from today."""
        from . import tasks  # which imports the models

        archive, is_new = self.select_for_update().get_or_create(user=user)
        if not is_new:
            if not archive.may_be_replaced:
                return archive
            archive.delete_file()
            archive.begin()
        tasks.make_archive.enqueue(archive.pk)
        return archive


class Archive(models.Model):
    """One member's copy: ordered, being made, or there for a week."""

    KEPT = timedelta(days=7)
    REPLACED_AFTER = timedelta(days=1)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="archive"
    )
    # The file's name. Making it again writes over it, so nothing is left behind.
    token = models.CharField(max_length=64, default=token_hex, editable=False)
    ordered_at = models.DateTimeField(default=timezone.now)
    parts_made = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = ArchiveQuerySet.as_manager()

    def __str__(self):
        return f"archive {self.pk}"

    @property
    def is_there(self):
        """Whether its owner can fetch it now."""
        return bool(self.made_at) and timezone.now() < self.expires_at

    @property
    def parts(self):
        """How many there will be."""
        return len(settings.OWN_DATA)

    @property
    def may_be_replaced(self):
        """Whether it is made, and not from today."""
        return bool(self.made_at) and timezone.now() >= self.replaceable_at

    @property
    def replaceable_at(self):
        return self.made_at + self.REPLACED_AFTER

    @property
    def expires_at(self):
        return self.made_at + self.KEPT

    @property
    def is_late(self):
        """Whether something must have gone wrong; the queue tries again."""
        return self.ordered_at < timezone.now() - timedelta(minutes=10)

    @property
    def path(self):
        return f"archives/{self.token}.zip"

    @property
    def file_name(self):
        """What the file is called where its owner saves it."""
        return f"{self.user.username}-{self.made_at:%Y-%m-%d}.zip"

    @property
    def storage(self):
        return storages["private"]

    def begin(self):
        """Forget what was made; the caller queues the work."""
        self.ordered_at, self.made_at = timezone.now(), None
        self.parts_made = self.size = 0
        self.save()

    def make(self):
        """Write the file, and give its size."""
        with TemporaryFile() as file:
            self.write(file)
            size = file.tell()
            self.storage.save(self.path, File(file))
        return size

    def finish(self, size):
        """Note that the file is there; say whether that is news."""
        row = Archive.objects.filter(pk=self.pk)
        if row.filter(made_at=None).update(made_at=timezone.now(), size=size):
            return True
        if not row.exists():
            self.delete_file()  # its owner has left meanwhile
        return False

    def write(self, file):
        """Write the zip, and note after each part how far it has come."""
        with ZipFile(file, "w", ZIP_DEFLATED) as folder:
            add(folder, "README.md", [readme(self.user)])
            for number, path in enumerate(settings.OWN_DATA, start=1):
                for name, pieces in import_string(path)(self.user):
                    add(folder, name, pieces)
                Archive.objects.filter(pk=self.pk).update(parts_made=number)

    def open(self):
        return self.storage.open(self.path)

    def delete_file(self):
        self.storage.delete(self.path)

    def discard(self):
        """Delete file and row; in this order, so that no file is forgotten."""
        self.delete_file()
        self.delete()


def prune():
    """Delete the archives whose time is over; housekeeping calls this."""
    for archive in Archive.objects.expired():
        archive.discard()


def add(folder, name, pieces):
    """Put a file into the zip, piece by piece."""
    with folder.open(name, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece.encode() if isinstance(piece, str) else piece)


def as_json(rows):
    """Write a list as JSON, a row at a time."""
    before = "[\n"
    for row in rows:
        yield before + as_json_value(row)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def as_json_value(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def moment(when):
    """Write a moment for people, in the one time zone that needs no asking."""
    return f"{when:%-d %B %Y, %H:%M} UTC" if when else "never"


def readme(user):
    return render_to_string(
        "accounts/archive/README.md",
        {
            "user": user,
            "now": moment(timezone.now()),
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
        },
    )
