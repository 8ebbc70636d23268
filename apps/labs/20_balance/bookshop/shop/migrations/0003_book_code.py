from django.db import migrations, models


def fill_codes(apps, editor):
    for book in apps.get_model("shop", "Book").objects.all():
        book.code = f"B-{book.pk:04}"
        book.save()


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_first_books")]

    operations = [
        migrations.AddField(
            "book", "code", models.CharField(max_length=12, default=""), False
        ),
        migrations.RunPython(fill_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "book", "code", models.CharField(max_length=12, unique=True)
        ),
    ]
