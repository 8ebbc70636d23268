from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("xray", "0002_kept_for_lessons")]

    operations = [
        migrations.AddField(
            model_name="trace",
            name="replay_of",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
    ]
