"""An address that somebody says is theirs, and the links that prove it."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import models
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone


class ConfirmationQuerySet(models.QuerySet):
    def open(self):
        """Keep those that wait for their owner."""
        return self.filter(confirmed_at=None, member__is_active=True)

    def undoable(self):
        """Keep the changes of an address that the old address may take back."""
        since = timezone.now() - Confirmation.WAY_BACK
        return self.filter(confirmed_at__gt=since).exclude(previous="")

    def letters_today(self, key):
        """Count the letters to one mailbox, whoever asked for them."""
        since = timezone.now() - timedelta(days=1)
        lately = self.filter(address_key=key, asked_at__gt=since)
        return lately.aggregate(sum=Sum("letters"))["sum"] or 0

    def of_link(self, token):
        """Give the one that this link confirms, or None."""
        pk = _read(token, Confirmation.CONFIRM, Confirmation.LINK)
        return self.open().select_related("member").filter(pk=pk).first()

    def of_way_back(self, token):
        """Give the change that this link takes back, or None."""
        pk = _read(token, Confirmation.RESTORE, Confirmation.WAY_BACK)
        return self.undoable().select_related("member").filter(pk=pk).first()


class Confirmation(models.Model):
    """One address for one member: asked for, then confirmed by a link, once.

    The same for a new account and for a change of address. Whether the address has
    an account already, nobody looks before the letter is written; so who asks
    cannot learn it. The row of a change stays while there is a way back.
    """

    LINK = timedelta(days=3)
    WAY_BACK = timedelta(days=7)
    # A backstop, so that nobody's mailbox is flooded through this site. The last
    # three are for who asks again: strangers who register with an address do not
    # use up the letters of its owner.
    LETTERS_A_DAY = 10
    FIRST_LETTERS_A_DAY = 7
    # What a link is for is part of its signature: none does for another.
    CONFIRM, RESTORE = "accounts.confirm", "accounts.restore"

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="confirmations"
    )
    address = models.EmailField()
    address_key = models.CharField(max_length=600)
    asked_at = models.DateTimeField(default=timezone.now)
    letters = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The address that the member had before.
    previous = models.EmailField(blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["address_key", "asked_at"], name="accounts_confirmation_key"
            ),
            models.Index(fields=["asked_at"], name="accounts_confirmation_asked"),
        ]

    def __str__(self):
        return f"{self.member}: {self.address}"

    @property
    def link(self):
        return self._link("accounts:email_confirm", self.CONFIRM)

    @property
    def way_back(self):
        return self._link("accounts:email_restore", self.RESTORE)

    def _link(self, page, purpose):
        token = _signer(purpose).sign(str(self.pk))
        return settings.SITE_URL + reverse(page, args=[token])


def _signer(purpose):
    # Its own colon would end a link in some mail programs.
    return TimestampSigner(salt=purpose, sep=".")


def _read(token, purpose, max_age):
    """Give the number in a link, or None if it is forged, too old or for another use."""
    try:
        return int(_signer(purpose).unsign(token, max_age=max_age))
    except (BadSignature, ValueError):
        return None
