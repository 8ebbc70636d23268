"""Who this site is: its name, its logo and its first words, set by the owner."""

from time import monotonic

from django.conf import settings
from django.db import models

from . import markup

SECONDS = 10
_memory = {"identity": None, "until": 0.0}


class Identity(models.Model):
    """The owner's words for the site. There is one row, or none."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(
        max_length=40, blank=True, help_text="Empty: SITE_NAME of the environment."
    )
    tagline = models.CharField(
        max_length=120,
        blank=True,
        default="Ask, answer, and build for the web.",
        help_text="The large line on the home page.",
    )
    welcome = models.TextField(
        max_length=2000,
        blank=True,
        default=(
            "A forum for people who learn how the web is made, and for those who "
            "like to explain it. Read without an account; write with one."
        ),
        help_text="A few sentences under the tagline. Markdown.",
    )
    welcome_html = models.TextField(editable=False, blank=True)
    logo = models.ImageField(
        upload_to="identity/",
        blank=True,
        help_text="PNG, WebP or JPEG; it is shown 30 pixels high.",
    )
    source_url = models.URLField(
        "source code",
        blank=True,
        help_text="Where the code of this site can be read; the footer links to it.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "identity of the site"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="look_identity_one_row"
            )
        ]

    def __str__(self):
        return self.name or settings.SITE_NAME

    def save(self, *args, **kwargs):
        self.welcome_html = markup.render(self.welcome)
        super().save(*args, **kwargs)
        forget()

    def as_context(self):
        """Give the values that base.html and the home page show."""
        return {
            "SITE_NAME": str(self),
            "SITE_URL": settings.SITE_URL,
            "SITE_TAGLINE": self.tagline,
            "SITE_WELCOME": markup.stored(self.welcome_html),
            "SITE_LOGO": self.logo.url if self.logo else "",
            "SITE_SOURCE": self.source_url,
        }


def current():
    """Give the identity as it was at most ten seconds ago.

    Each process asks the database that seldom, so that pages do not pay for it.
    """
    if monotonic() > _memory["until"]:
        remember(Identity.objects.first() or _default())
    return _memory["identity"]


def remember(identity, seconds=SECONDS):
    """Keep the identity for so long."""
    _memory.update(identity=identity, until=monotonic() + seconds)


def remembered():
    """Give the identity that was last read, without asking the database."""
    return _memory["identity"] or _default()


def forget():
    """Ask the database again, the next time."""
    _memory.update(until=0.0)


def _default():
    identity = Identity()
    identity.welcome_html = markup.render(identity.welcome)
    return identity
