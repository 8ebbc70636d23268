from django.db import migrations, models


def leave_the_log_out(apps, schema_editor):
    """Let PostgreSQL write these rows without its log: no wait for the disk.

    After a crash the table is empty, and everybody may do a little more.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE look_allowance SET UNLOGGED")


class Migration(migrations.Migration):
    dependencies = [("look", "0004_rules_and_privacy")]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                (
                    "key",
                    models.CharField(max_length=32, primary_key=True, serialize=False),
                ),
                ("free_at", models.BigIntegerField()),
                ("full_at", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.RunPython(leave_the_log_out, migrations.RunPython.noop),
    ]
