"""Moderators look after the tags, administrators after the announcements too."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

TAGS = ["add_tag", "change_tag", "delete_tag", "view_tag"]
ANNOUNCEMENTS = [
    "add_announcement",
    "change_announcement",
    "delete_announcement",
    "view_announcement",
]
ROLES = {"Moderators": TAGS, "Administrators": [*TAGS, *ANNOUNCEMENTS]}


def give(apps, schema_editor):
    # Permissions are made after all migrations; these are needed now.
    config = apps.get_app_config("forum")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for group, permissions in _found(apps):
        group.permissions.add(*permissions)


def take_away(apps, schema_editor):
    for group, permissions in _found(apps):
        group.permissions.remove(*permissions)


def _found(apps):
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects
    for role, names in ROLES.items():
        yield (
            groups.get_or_create(name=role)[0],
            permissions.filter(content_type__app_label="forum", codename__in=names),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0006_batches_and_saved_searches"),
        ("forum", "0014_announcement"),
    ]

    operations = [migrations.RunPython(give, take_away)]
