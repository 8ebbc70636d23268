from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0024_search_pairs")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="tags",
            field=models.JSONField(blank=True, default=list),
        )
    ]
