"""Who teaches may keep a trace for a lesson (apps/xray)."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = ["Teachers", "Administrators"]


def give(apps, schema_editor):
    # Permissions are made after all migrations; this one is needed now.
    config = apps.get_app_config("xray")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for group in _roles(apps):
        group.permissions.add(*_keeping(apps))


def take_away(apps, schema_editor):
    for group in _roles(apps):
        group.permissions.remove(*_keeping(apps))


def _roles(apps):
    groups = apps.get_model("auth", "Group").objects
    return [groups.get_or_create(name=name)[0] for name in ROLES]


def _keeping(apps):
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(content_type__app_label="xray", codename="keep_trace")


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0012_roles_record_their_pages"),
        ("xray", "0002_kept_for_lessons"),
    ]

    operations = [migrations.RunPython(give, take_away)]
