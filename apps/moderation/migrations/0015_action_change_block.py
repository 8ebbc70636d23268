from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0014_teachers_have_classes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="action",
            name="act",
            field=models.CharField(
                choices=[
                    ("hide", "hid"),
                    ("restore", "restored"),
                    ("hide_history", "hid the earlier texts of"),
                    ("show_history", "showed the earlier texts of"),
                    ("close", "closed"),
                    ("reopen", "reopened"),
                    ("pin", "pinned"),
                    ("unpin", "unpinned"),
                    ("move", "moved"),
                    ("block", "blocked"),
                    ("change_block", "changed the block of"),
                    ("unblock", "unblocked"),
                    ("clear_profile", "cleared the profile of"),
                    ("undo", "undid"),
                ],
                max_length=20,
            ),
        ),
    ]
