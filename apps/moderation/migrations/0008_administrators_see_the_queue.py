"""The page of the queue asks for another permission than the one that was given.

QueuedTask is a proxy, and Django gives a proxy permissions of its own.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

DEAD = ("django_tasks_database", "view_dbtaskresult")
RIGHT = ("look", "view_queuedtask")


def give(apps, schema_editor):
    # Permissions are made after all migrations; this one is needed now.
    config = apps.get_app_config("look")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    _change(apps, taken=DEAD, given=RIGHT)


def take_away(apps, schema_editor):
    _change(apps, taken=RIGHT, given=DEAD)


def _change(apps, taken, given):
    groups = apps.get_model("auth", "Group").objects
    administrators = groups.get_or_create(name="Administrators")[0]
    administrators.permissions.remove(*_permissions(apps, *taken))
    administrators.permissions.add(*_permissions(apps, *given))


def _permissions(apps, label, codename):
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(content_type__app_label=label, codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0007_roles_for_tags"),
        ("look", "0005_allowance"),
    ]

    operations = [migrations.RunPython(give, take_away)]
