"""Administrators say how people join, decide on applications and invite."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PERMISSIONS = [
    "add_invitation",
    "change_application",
    "change_invitation",
    "change_joining",
    "view_application",
    "view_invitation",
    "view_joining",
]


def give(apps, schema_editor):
    # Permissions are made after all migrations; these are needed now.
    config = apps.get_app_config("accounts")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    _administrators(apps).permissions.add(*_permissions(apps))


def take_away(apps, schema_editor):
    _administrators(apps).permissions.remove(*_permissions(apps))


def _administrators(apps):
    groups = apps.get_model("auth", "Group").objects
    return groups.get_or_create(name="Administrators")[0]


def _permissions(apps):
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(
        content_type__app_label="accounts", codename__in=PERMISSIONS
    )


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0004_case_taken_and_decided"),
        ("accounts", "0013_present_members_are_confirmed"),
    ]

    operations = [migrations.RunPython(give, take_away)]
