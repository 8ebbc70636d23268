import unicodedata
from hashlib import blake2s

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

# \w would do, but for a name that begins or ends with a hyphen or underscore.
USERNAME = r"^[^\W_](?:[\w-]*[^\W_])?\Z"


def fold(text):
    """Give the key under which two spellings of a name are the same.

    NFKC makes look-alike code points one, casefold makes case one. Python does
    it, not the database: SQLite's lower() leaves É as it is, PostgreSQL's does not.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


class UserQuerySet(models.QuerySet):
    def active(self):
        """Keep those who may sign in."""
        return self.filter(is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, email="", password=None, **fields):
        user = self.model(username=username, email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, email="", password=None, **fields):
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(username, email, password, **fields)

    def get_by_natural_key(self, username):
        return self.get(username_key=fold(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A member. Never deleted from the database: content points here."""

    class Theme(models.TextChoices):
        SYSTEM = "system", "as my device"
        LIGHT = "light", "light"
        DARK = "dark", "dark"

    username = models.CharField(
        max_length=30,
        unique=True,
        validators=[
            RegexValidator(
                USERNAME,
                "Use letters, digits, hyphens and underscores; "
                "begin and end with a letter or a digit.",
            )
        ],
        error_messages={"unique": "This name is taken."},
    )
    username_key = models.CharField(max_length=120, unique=True, editable=False)
    email = models.EmailField("e-mail", blank=True)
    email_key = models.CharField(max_length=320, blank=True, editable=False)
    confirmed_at = models.DateTimeField("e-mail confirmed at", null=True, blank=True)
    display_name = models.CharField(max_length=60, blank=True)
    bio = models.TextField(max_length=1000, blank=True)
    bio_html = models.TextField(blank=True, editable=False)
    avatar = models.ImageField(upload_to="avatars/", blank=True)
    time_zone = models.CharField(max_length=50, blank=True)
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    blocked_until = models.DateTimeField(null=True, blank=True)
    block_reason = models.CharField(max_length=300, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the back office", default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                condition=~models.Q(email_key=""),
                name="accounts_user_one_account_an_address",
                violation_error_message="This address has an account already.",
            )
        ]

    def __str__(self):
        return self.username

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("forum:member_detail", args=[self.username])

    def set_keys(self):
        """Bring the keys in line with the names; bulk_create needs it said."""
        self.username_key = fold(self.username)
        self.email_key = fold(self.email)

    @property
    def name(self):
        """What others read beside this person's words."""
        if self.deleted_at:
            return "deleted member"
        return self.display_name or self.username

    @property
    def face_url(self):
        """The address of the picture: the person's own or the drawn one."""
        if self.avatar:
            return self.avatar.url
        seed = blake2s(self.username_key.encode(), digest_size=6).hexdigest()
        return f"/faces/{seed}.svg"
