"""Small makers of what a test of moderation needs."""

from importlib import import_module

from django.contrib.auth.models import Group, Permission

from apps.forum.tests.make import make_board, make_topic, make_topic_with, make_user
from apps.moderation.models import Case

__all__ = [
    "make_board",
    "make_board_moderator",
    "make_moderator",
    "make_report",
    "make_role",
    "make_topic",
    "make_topic_with",
    "make_user",
]


ROLES = import_module("apps.moderation.migrations.0002_roles").ROLES
# What later migrations have given them.
SINCE = {
    "Moderators": ["accounts.add_invitation", "xray.record_own"],
    "Teachers": [
        "accounts.add_invitation",
        "course.add_classroom",
        "xray.record_own",
        "xray.keep_trace",
    ],
    "Administrators": [
        "accounts.add_invitation",
        "course.change_classroom",
        "course.view_classroom",
        "look.view_queuedtask",
        "xray.record_own",
        "xray.keep_trace",
    ],
}


def make_role(name):
    """Find a role; make it anew where a test of transactions has emptied the tables."""
    group, is_new = Group.objects.get_or_create(name=name)
    for permission in [*ROLES[name], *SINCE.get(name, [])] if is_new else []:
        app, codename = permission.split(".")
        found = Permission.objects.get(content_type__app_label=app, codename=codename)
        group.permissions.add(found)
    return group


def make_moderator(username=None, name="Moderators", **fields):
    """Make a member with a role for the whole site."""
    user = make_user(username, is_staff=True, **fields)
    user.groups.add(make_role(name))
    return user


def make_board_moderator(board, username=None):
    user = make_user(username, is_staff=True)
    board.moderators.add(user)
    return user


def make_report(thing, reporter=None, why="spam", text=""):
    """Report a thing, and give the case that it went to."""
    return Case.objects.report(thing, reporter or make_user(), why, text).case
