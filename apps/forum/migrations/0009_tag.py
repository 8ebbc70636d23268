"""Tags, and the words of them that each topic carries."""

from django.db import migrations, models

import apps.forum.models.tag


class Migration(migrations.Migration):
    dependencies = [("forum", "0008_fill_links_and_counts")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=30,
                        unique=True,
                        validators=[apps.forum.models.tag.validate_tag_name],
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, editable=False, max_length=60, unique=True
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=models.deletion.CASCADE,
                        related_name="+",
                        to="forum.tag",
                    ),
                ),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.AddField(
            model_name="topic",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="topics", to="forum.tag"
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="tag_words",
            field=models.TextField(
                blank=True, db_default="", default="", editable=False
            ),
        ),
    ]
