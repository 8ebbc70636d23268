"""The roles: three groups, each with exactly the permissions that it needs."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATOR = [
    "accounts.block_member",
    "accounts.view_user",
    "forum.change_comment",
    "forum.change_topic",
    "forum.moderate",
    "forum.view_board",
    "forum.view_comment",
    "forum.view_every_board",
    "forum.view_topic",
    "moderation.view_action",
    "moderation.view_case",
    "moderation.view_report",
]
ROLES = {
    "Moderators": MODERATOR,
    # What a teacher may do with a class comes with the classes.
    "Teachers": [],
    "Administrators": [
        *MODERATOR,
        "accounts.change_user",
        "django_tasks_database.view_dbtaskresult",
        "flatpages.add_flatpage",
        "flatpages.change_flatpage",
        "flatpages.delete_flatpage",
        "flatpages.view_flatpage",
        "forum.add_board",
        "forum.change_board",
        "look.change_identity",
        "look.view_identity",
    ],
}


def make_roles(apps, schema_editor):
    # Permissions are made after all migrations; these are needed now.
    for label in ["accounts", "django_tasks_database", "flatpages", "forum", "look"]:
        _make_permissions(apps, label)
    _make_permissions(apps, "moderation")
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    for name, permissions in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        for permission in permissions:
            label, codename = permission.split(".")
            found = permission_model.objects.get(
                content_type__app_label=label, codename=codename
            )
            group.permissions.add(found)


def _make_permissions(apps, label):
    config = apps.get_app_config(label)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None


def take_roles_away(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
        ("accounts", "0002_user_block"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_tasks_database", "0001_initial"),
        ("flatpages", "0001_initial"),
        ("forum", "0003_moderators_and_reasons"),
        ("look", "0003_identity"),
    ]
    operations = [migrations.RunPython(make_roles, take_roles_away)]
