"""The log and the cases say whose thing it is, and the log where it happened."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ACTS = [
    ("hide", "hid"),
    ("restore", "restored"),
    ("close", "closed"),
    ("reopen", "reopened"),
    ("pin", "pinned"),
    ("unpin", "unpinned"),
    ("move", "moved"),
    ("block", "blocked"),
    ("unblock", "unblocked"),
    ("undo", "undid"),
]


def person(related_name, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=django.db.models.deletion.PROTECT,
        editable=False,
        related_name=related_name,
        **options,
    )


def fill(apps, schema_editor):
    for name in ["Action", "Case"]:
        rows = apps.get_model("moderation", name).objects.all()
        for row in rows.select_related("topic", "comment__topic").iterator():
            thing = row.comment or row.topic
            row.person_id = thing.author_id if thing else row.member_id
            if name == "Action" and thing:
                topic = row.comment.topic if row.comment else row.topic
                row.board_id = row.before.get("board_id", topic.board_id)
            row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_roles"),
        ("forum", "0006_reasons"),
    ]

    operations = [
        migrations.AddField(
            model_name="action",
            name="board",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="forum.board",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="person",
            field=person("%(class)ss_about", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="person",
            field=person("%(class)ss_about", null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="action",
            name="person",
            field=person("%(class)ss_about"),
        ),
        migrations.AlterField(
            model_name="case",
            name="person",
            field=person("%(class)ss_about"),
        ),
        migrations.AlterField(
            model_name="action",
            name="act",
            field=models.CharField(choices=ACTS, max_length=20),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["person", "-id"], name="moderation_action_person"
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["board", "-id"], name="moderation_action_board"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["actor", "-id"], name="moderation_action_actor"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["act", "-id"], name="moderation_action_act"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["person", "-id"], name="moderation_case_person"),
        ),
    ]
