from hashlib import blake2s

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils import timezone

from apps.look import addresses, markup

from .. import avatars
from ..admission import Invitation
from ..confusables import skeleton
from ..validators import (
    validate_address,
    validate_display_name,
    validate_encodable,
    validate_time_zone,
    validate_username,
)
from ..zones import zone_called
from .keys import composed, fold
from .queryset import UserManager

# A field that is made from another one, and is saved whenever that one is.
MADE_FROM = {
    "username_key": "username",
    "username_skeleton": "username",
    "email_key": "email",
    "display_key": "display_name",
    "bio_html": "bio",
}


class User(AbstractBaseUser, PermissionsMixin):
    """A member. Never deleted from the database: content points here.

    Only who registered and was not confirmed or approved goes, having written nothing.
    """

    class Block(models.TextChoices):
        NONE = "", "not blocked"
        WRITE = "write", "may read, not write"
        ENTRY = "entry", "may not sign in"

    class Theme(models.TextChoices):
        SYSTEM = "system", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    username = models.CharField(
        max_length=30,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": "This name is taken."},
    )
    username_key = models.CharField(max_length=120, unique=True, editable=False)
    # Not unique: names were taken before it was there. A form compares (NamesMixin).
    username_skeleton = models.CharField(max_length=255, blank=True, editable=False)
    # Only an address that was confirmed is here. One that somebody only says is
    # theirs waits in a Confirmation.
    email = models.EmailField(
        "e-mail address", blank=True, validators=[validate_address]
    )
    email_key = models.CharField(max_length=600, blank=True, editable=False)
    # Whom the owner or a program makes is a member at once; registration (joining.py)
    # sets both to None where something is still to be done.
    confirmed_at = models.DateTimeField(
        "e-mail confirmed at", default=timezone.now, null=True, blank=True
    )
    approved_at = models.DateTimeField(default=timezone.now, null=True, blank=True)
    invitation = models.ForeignKey(
        Invitation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        editable=False,
    )
    display_name = models.CharField(
        max_length=60, blank=True, validators=[validate_display_name]
    )
    # The beginning of it, folded, to be found by.
    display_key = models.CharField(
        max_length=60, blank=True, default="", db_default="", editable=False
    )
    bio = models.TextField(max_length=1000, blank=True, validators=[validate_encodable])
    bio_html = models.TextField(blank=True, editable=False)
    avatar = models.ImageField(upload_to="avatars/", blank=True)
    time_zone = models.CharField(
        max_length=50, blank=True, validators=[validate_time_zone]
    )
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    # WCAG 2.1.4: who speaks to the computer, or slips, can switch single keys off.
    shortcuts = models.BooleanField("keyboard shortcuts", default=True, db_default=True)
    watches_automatically = models.BooleanField(
        "watch what I take part in",
        default=True,
        db_default=True,
        help_text="Topics that you start or answer in: you hear of new answers there.",
    )
    # How many notices wait to be read: the badge of every page, which asks nothing.
    # Counted by apps.notifications, in the transaction of the notices themselves.
    unread_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    block = models.CharField(
        max_length=5,
        choices=Block.choices,
        default=Block.NONE,
        db_default=Block.NONE,
        blank=True,
    )
    blocked_until = models.DateTimeField(
        null=True, blank=True, help_text="Nothing here means: for good."
    )
    block_reason = models.CharField(max_length=300, blank=True)
    # Of the forum, which keeps it right: this person's published comments.
    comment_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # When they joined or last wrote. When they read is nobody's business.
    active_at = models.DateTimeField(default=timezone.now, editable=False)
    # "Mark all as read": what was written until then is. Without one, it is what was
    # written before they joined.
    read_until = models.DateTimeField("all read until", null=True, editable=False)
    # How many drafts the forum keeps for them: without any, no page looks for one.
    draft_count = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False
    )
    # The account is closed; for a week there is a Departure, and so a way back.
    deleted_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the back office", default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = "member"
        permissions = [("block_member", "Can block members")]
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                condition=~models.Q(email_key=""),
                name="accounts_user_one_account_an_address",
                violation_error_message="This address has an account already.",
            )
        ]
        indexes = [
            # The constraint's own index leaves out empty addresses, and PostgreSQL
            # wants pattern operators to find a beginning (see Begins).
            models.Index(
                fields=["email_key"],
                opclasses=["varchar_pattern_ops"],
                name="accounts_user_email",
            ),
            models.Index(
                fields=["display_key"],
                opclasses=["varchar_pattern_ops"],
                name="accounts_user_display",
            ),
            models.Index(fields=["username_skeleton"], name="accounts_user_skeleton"),
            # The lists of the forum and of the back office, the newest first.
            models.Index(fields=["-active_at", "-id"], name="accounts_user_active"),
            models.Index(fields=["-joined_at", "-id"], name="accounts_user_joined"),
            models.Index(
                fields=["-joined_at", "-id"],
                condition=models.Q(is_staff=True),
                name="accounts_user_staff",
            ),
            models.Index(
                fields=["-joined_at", "-id"],
                condition=models.Q(is_active=False),
                name="accounts_user_inactive",
            ),
            # Blocks that have ended, for the chore that clears them.
            models.Index(
                fields=["blocked_until"],
                condition=~models.Q(block=""),
                name="accounts_user_blocked",
            ),
            models.Index(
                fields=["-joined_at", "-id"],
                condition=~models.Q(block=""),
                name="accounts_user_with_block",
            ),
            # Those who have not confirmed: few, and housekeeping asks each minute.
            models.Index(
                fields=["-joined_at", "-id"],
                condition=models.Q(confirmed_at=None),
                name="accounts_user_unconfirmed",
            ),
            models.Index(
                fields=["-joined_at", "-id"],
                condition=models.Q(approved_at=None),
                name="accounts_user_unapproved",
            ),
            models.Index(fields=["last_login"], name="accounts_user_last_login"),
            models.Index(fields=["comment_count"], name="accounts_user_comments"),
        ]

    def __str__(self):
        return self.username

    def save(self, *args, update_fields=None, **kwargs):
        self.set_keys()
        if update_fields is None and not self._state.adding:
            # Notices are counted in the database: an older number stays out of it.
            left_out = {"id", "unread_count", *self.get_deferred_fields()}
            columns = self._meta.concrete_fields
            update_fields = {f.name for f in columns if f.attname not in left_out}
        if update_fields is not None:
            made = {name for name, of in MADE_FROM.items() if of in update_fields}
            update_fields = {*update_fields, *made}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return addresses.named("forum:member_detail", self.username)

    def set_keys(self):
        """Make what is made from other fields; before bulk_create it needs saying."""
        self.username_key = fold(self.username)
        self.username_skeleton = skeleton(self.username)
        self.email_key = fold(self.email)
        self.display_key = fold(self.display_name)[:60]
        self.bio_html = markup.render(self.bio) if self.bio else ""

    def set_password(self, raw_password):
        super().set_password(composed(raw_password))

    def check_password(self, raw_password):
        return super().check_password(composed(raw_password))

    def hold(self):
        """Keep other writers off this row to the transaction's end."""
        User.objects.select_for_update(no_key=True).only("pk").get(pk=self.pk)

    def note_comment(self, moment):
        """Keep that this member has written something, and when."""
        self.active_at = moment
        User.objects.filter(pk=self.pk).update(
            active_at=moment, comment_count=models.F("comment_count") + 1
        )

    def clear_profile(self):
        """Take away what the member shows: display name, words and picture."""
        before = self.avatar
        self.display_name = self.bio = self.avatar = ""
        self.save(update_fields=["display_name", "bio", "avatar"])
        avatars.forget(before)

    @property
    def has_profile(self):
        return bool(self.display_name or self.bio or self.avatar)

    @property
    def name(self):
        """What others read beside this person's words."""
        if self.deleted_at:
            return "deleted member"
        return self.display_name or self.username

    @property
    def is_joined(self):
        """Whether the person is a member, and not only on the way to be one."""
        return self.confirmed_at is not None and self.approved_at is not None

    @property
    def is_waiting(self):
        """Whether the person waits for approval, and nothing else is missing."""
        return self.approved_at is None and self.confirmed_at is not None

    @property
    def why_not_joined(self):
        """What the person is told who is not quite a member yet."""
        if self.confirmed_at is None:
            return (
                "Confirm your e-mail address before you write. "
                "We have sent you a letter with a link."
            )
        if self.approved_at is None:
            return (
                "Your application is being looked at. You get a letter as soon as "
                "it is decided, and can write from then on."
            )
        return ""

    @property
    def is_blocked(self):
        """Whether a block is in force now; it ends by itself."""
        until = self.blocked_until
        return bool(self.block) and (until is None or until > timezone.now())

    @property
    def is_shut_out(self):
        """Whether the block in force now is one to signing in."""
        return self.block == self.Block.ENTRY and self.is_blocked

    @property
    def why_blocked(self):
        """What the person is told about the block: what, how long and why."""
        if not self.is_blocked:
            return ""
        what = "sign in" if self.block == self.Block.ENTRY else "write"
        how_long = "any more"
        if self.blocked_until:
            until = timezone.localtime(self.blocked_until)
            how_long = f"until {until:%-d %B %Y, %H:%M} ({until.tzname()})"
        return f"You cannot {what} {how_long}. The reason: {self.block_reason}"

    @property
    def about(self):
        """The biography as HTML, made by apps.look.markup and so safe to print."""
        return markup.stored(self.bio_html)

    @property
    def badge(self):
        """How many notices are unread, as it stands in the header: at most "99+"."""
        return "99+" if self.unread_count > 99 else str(self.unread_count)

    @property
    def zone(self):
        """The time zone that the member chose, or the site's."""
        return zone_called(self.time_zone)

    @property
    def shown(self):
        """All that a page shows of somebody beside their words."""
        return self.username, self.display_name, self.avatar.name, self.deleted_at

    @property
    def face_url(self):
        """The address of the picture: the person's own or the drawn one."""
        if self.avatar and not self.deleted_at:
            return self.avatar.url
        key = "" if self.deleted_at else self.username_key  # all who left look alike
        seed = blake2s(key.encode(), digest_size=6).hexdigest()
        return f"/faces/{seed}.svg"
