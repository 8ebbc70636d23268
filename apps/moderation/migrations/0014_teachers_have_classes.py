"""Who teaches may make classes, and let learners in where one joins by invitation.

Administrators may give a class to another teacher, when its own has left.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GIVEN = {
    "Teachers": ["course.add_classroom", "accounts.add_invitation"],
    "Administrators": ["course.change_classroom", "course.view_classroom"],
}


def give(apps, schema_editor):
    # Permissions are made after all migrations; these are needed now.
    config = apps.get_app_config("course")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for name, permissions in GIVEN.items():
        _group(apps, name).permissions.add(*_found(apps, permissions))


def take_away(apps, schema_editor):
    for name, permissions in GIVEN.items():
        _group(apps, name).permissions.remove(*_found(apps, permissions))


def _group(apps, name):
    return apps.get_model("auth", "Group").objects.get_or_create(name=name)[0]


def _found(apps, permissions):
    model = apps.get_model("auth", "Permission")
    return [
        model.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in (permission.split(".") for permission in permissions)
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0013_teachers_keep_traces"),
        ("course", "0003_classrooms"),
    ]

    operations = [migrations.RunPython(give, take_away)]
