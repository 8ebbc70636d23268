"""Who has a role may see how their own pages were made (apps/xray)."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = ["Moderators", "Teachers", "Administrators"]


def give(apps, schema_editor):
    # Permissions are made after all migrations; this one is needed now.
    config = apps.get_app_config("xray")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for group in _roles(apps):
        group.permissions.add(*_recording(apps))


def take_away(apps, schema_editor):
    for group in _roles(apps):
        group.permissions.remove(*_recording(apps))


def _roles(apps):
    groups = apps.get_model("auth", "Group").objects
    return [groups.get_or_create(name=name)[0] for name in ROLES]


def _recording(apps):
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(content_type__app_label="xray", codename="record_own")


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0011_action_history"),
        ("xray", "0001_trace"),
    ]

    operations = [migrations.RunPython(give, take_away)]
