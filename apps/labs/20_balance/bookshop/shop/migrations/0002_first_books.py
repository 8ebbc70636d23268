from django.db import migrations

BOOKS = [
    ("Frankenstein", "Mary Shelley"),
    ("Middlemarch", "George Eliot"),
    ("The Left Hand of Darkness", "Ursula K. Le Guin"),
    ("Things Fall Apart", "Chinua Achebe"),
]


def add_books(apps, editor):
    book = apps.get_model("shop", "Book")
    book.objects.bulk_create(
        book(title=title, author=author) for title, author in BOOKS
    )


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(add_books, migrations.RunPython.noop)]
