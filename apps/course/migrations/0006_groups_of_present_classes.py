from django.db import migrations


def find_groups(apps, schema_editor):
    """Note of each class with a board which group was made with it: it tells by its name."""
    for room in apps.get_model("course", "Classroom").objects.exclude(board=None):
        named = room.board.groups.filter(name__startswith=f"Class {room.pk}: ")
        room.group = named.order_by("pk").first()
        room.save(update_fields=["group"])


class Migration(migrations.Migration):
    dependencies = [("course", "0005_group_of_a_class")]

    operations = [migrations.RunPython(find_groups, migrations.RunPython.noop)]
