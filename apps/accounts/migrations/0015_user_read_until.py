"""Until when each member has called everything read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_member_counts_and_indexes")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="read_until",
            field=models.DateTimeField("all read until", editable=False, null=True),
        ),
    ]
