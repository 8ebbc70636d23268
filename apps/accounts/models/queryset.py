"""Which members: the questions that are asked of all of them together."""

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.utils import timezone

from ..confusables import skeleton
from ..roles import holds
from .keys import fold


class UserQuerySet(models.QuerySet):
    def joined(self):
        """Keep the members: address confirmed and, where it is asked, approved."""
        return self.exclude(models.Q(confirmed_at=None) | models.Q(approved_at=None))

    def visible_to(self, user):
        """Keep whom this reader may know of: the members, and the reader.

        Who keeps order also knows of those who are on the way to be members.
        """
        if holds(user, "accounts.block_member"):
            return self.all()
        mine = models.Q(pk=user.pk)
        joined = ~models.Q(confirmed_at=None) & ~models.Q(approved_at=None)
        return self.filter(joined | mine)

    def waiting(self):
        """Keep those who have confirmed their address and wait for approval."""
        return self.filter(approved_at=None).exclude(confirmed_at=None)

    def keyed(self, key):
        """Keep the one whose username or e-mail address has this key (see fold)."""
        # No username has an @, so no name is another person's address.
        return self.filter(**{"email_key" if "@" in key else "username_key": key})

    def looking_like(self, username):
        """Keep those whose username can be taken for this one."""
        return self.filter(
            models.Q(username_key=fold(username))
            | models.Q(username_skeleton=skeleton(username))
        )

    def active(self):
        """Keep those who may sign in."""
        return self.filter(is_active=True)

    def reachable_at(self, address):
        """Keep the one who may sign in and has this e-mail address."""
        return self.active().filter(email_key=fold(address)).exclude(email_key="")

    def listed(self):
        """Keep those whom the list of members shows: neither gone nor blocked."""
        free = models.Q(block="") | models.Q(blocked_until__lte=timezone.now())
        return self.active().joined().filter(free, deleted_at=None)

    def named(self, beginning):
        """Keep those whose username begins like this, in any case of letters."""
        return self.filter(username_key__begins=fold(beginning))

    def known_as(self, beginning):
        """Keep those whose username or other name begins like this."""
        key = fold(beginning)
        return self.filter(
            models.Q(username_key__begins=key) | models.Q(display_key__begins=key)
        )

    def hold(self, pks):
        """Read these members anew and keep other writers off them, by id.

        In one order for everybody, after whatever else a transaction holds: two
        who hold several members can then not wait for each other.
        """
        return self.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")

    def blocked(self):
        """Keep those with a block, one that has ended by itself just now too."""
        return self.exclude(block="")

    def called(self, beginning):
        """Keep those whose username or e-mail address begins like this."""
        key = fold(beginning)
        return self.filter(
            models.Q(username_key__begins=key) | models.Q(email_key__begins=key)
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, email="", password=None, **fields):
        username = self.model.normalize_username(username)
        user = self.model(username=username, email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, email="", password=None, **fields):
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(username, email, password, **fields)

    def get_by_natural_key(self, username):
        return self.get(username_key=fold(username))
