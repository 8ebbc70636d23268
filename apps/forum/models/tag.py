from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils.text import slugify

from apps.accounts.models import fold
from apps.look import addresses, markup

MOST_TAGS = 5  # on one topic
# Signs that tell two names apart, and that no address has.
SPELLED = str.maketrans({"+": "p", "#": "sharp"})


def slug_of(name):
    """Give the word that stands for a tag in an address: C++ is cpp, 中文 is 中文."""
    return slugify(fold(name).translate(SPELLED), allow_unicode=True)


def words_of(tags):
    """Give what a topic carries of its tags: ",django Django,wsgi WSGI,"."""
    words = ",".join(f"{tag.slug} {tag.name}" for tag in tags)
    return words and f",{words},"


def validate_tag_name(name):
    if "," in name:
        raise ValidationError("A tag has no comma: commas stand between tags.")
    if not slug_of(name):
        raise ValidationError("A tag has at least one letter or digit.")


class TagQuerySet(models.QuerySet):
    def current(self):
        """Keep the tags that can be chosen; one that was merged only leads on."""
        return self.filter(merged_into=None)

    def held(self):
        """Read these tags anew and keep writers of their names off them.

        In one order for everybody, and before any topic is held: renaming a tag
        writes to its topics.
        """
        return self.order_by("pk").select_for_update(no_key=True)


class Tag(models.Model):
    """A word for what topics are about, across the boards.

    Each topic carries the words of its tags (Topic.tag_words), so that a row of a
    list shows them without a query. Renaming and merging write them anew.
    """

    name = models.CharField(max_length=30, unique=True, validators=[validate_tag_name])
    # Made from the first name, and kept: addresses last, and names that differ only
    # in their case or accents of width are one.
    slug = models.SlugField(
        max_length=60, unique=True, allow_unicode=True, editable=False
    )
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, editable=False, related_name="+"
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = self.slug or slug_of(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return addresses.named("forum:tag_detail", self.slug)

    def clean(self):
        self.name = markup.clean_line(self.name)
        namesakes = Tag.objects.filter(slug=slug_of(self.name)).exclude(pk=self.pk)
        if namesakes.exists():
            raise ValidationError({"name": "There is a tag of this name, or nearly."})

    @property
    def words(self):
        """What a topic carries of this tag."""
        return words_of([self])

    @transaction.atomic
    def rename(self, name):
        """Give the tag another name everywhere; its address stays."""
        before = Tag.objects.held().get(pk=self.pk).words
        self.name = name
        self.save(update_fields=["name"])
        self.rewrite(self.topics, before, self.words)

    @transaction.atomic
    def merge_into(self, other):
        """Give each topic of this tag the other one; the old address leads there."""
        held = {
            tag.pk: tag for tag in Tag.objects.held().filter(pk__in=[self.pk, other.pk])
        }
        if self.pk == other.pk or held[other.pk].merged_into_id:
            raise ValueError("A tag is merged into another one that is in use.")
        through = self.topics.through
        others = through.objects.filter(tag=other).values("topic")
        both = self.topics.filter(pk__in=others)
        self.rewrite(both, held[self.pk].words, ",")
        through.objects.filter(tag=self, topic__in=others).delete()
        self.rewrite(self.topics, held[self.pk].words, held[other.pk].words)
        through.objects.filter(tag=self).update(tag=other)
        Tag.objects.filter(merged_into=self).update(merged_into=other)
        self.merged_into = other
        self.save(update_fields=["merged_into"])

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Take the tag off its topics."""
        self.rewrite(self.topics, Tag.objects.held().get(pk=self.pk).words, ",")
        return super().delete(*args, **kwargs)

    @staticmethod
    def rewrite(topics, before, after):
        words = Replace(F("tag_words"), Value(before), Value(after))
        topics.update(tag_words=words)
