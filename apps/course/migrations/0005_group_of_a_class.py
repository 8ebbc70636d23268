import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("course", "0004_help"),
    ]

    operations = [
        migrations.AddField(
            model_name="classroom",
            name="group",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="classroom",
                to="auth.group",
            ),
        ),
    ]
