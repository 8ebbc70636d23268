"""Who may do more than other members."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone

RECORD = "xray.record_own"


def serves(user):
    """Say whether this person has a role, and may use it now.

    Everybody with a role may open the back office (is_staff). A role rests while
    its holder is blocked or has closed the account.
    """
    return user.is_staff and user.is_joined and not (user.deleted_at or user.is_blocked)


def holds(user, permission):
    """Say whether this person's role gives a permission now.

    Asking serves() first spares all other members the two queries of has_perm on
    each of their pages.
    """
    return serves(user) and user.has_perm(permission)


def may_xray(user):
    """Say whether this person may see how their own pages were made (apps/xray).

    Everybody with a role may, and whoever was given the permission.
    """
    return serves(user) or (
        user.is_authenticated and not user.is_blocked and user.has_perm(RECORD)
    )


def serving():
    """Give the condition that a member has a role and may use it now: serves, of many."""
    free = Q(block="") | Q(blocked_until__lte=timezone.now())
    joined = ~Q(confirmed_at=None) & ~Q(approved_at=None)
    return free & joined & Q(is_staff=True, deleted_at=None)


def holders(permission):
    """Give the condition that a member's role gives a permission: holds, of many."""
    app, _, name = permission.partition(".")
    asked = Permission.objects.filter(content_type__app_label=app, codename=name)
    model = get_user_model()
    own = model.user_permissions.through.objects.filter(permission__in=asked)
    by_group = model.groups.through.objects.filter(group__permissions__in=asked)
    return (
        serving()
        & Q(is_active=True)
        & (
            Q(is_superuser=True)
            | Q(pk__in=own.values("user_id"))
            | Q(pk__in=by_group.values("user_id"))
        )
    )
