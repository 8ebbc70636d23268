"""Inviting was for everybody with a role; now it is a permission, given to two roles."""

from django.db import migrations


def give(apps, schema_editor):
    _moderators(apps).permissions.add(*_inviting(apps))


def take_away(apps, schema_editor):
    _moderators(apps).permissions.remove(*_inviting(apps))


def _moderators(apps):
    groups = apps.get_model("auth", "Group").objects
    return groups.get_or_create(name="Moderators")[0]


def _inviting(apps):
    # 0005 has made it, and given it to the administrators.
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(
        content_type__app_label="accounts", codename="add_invitation"
    )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0008_administrators_see_the_queue")]

    operations = [migrations.RunPython(give, take_away)]
