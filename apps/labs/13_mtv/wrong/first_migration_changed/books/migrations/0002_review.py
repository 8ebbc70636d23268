# Nothing is left to do.

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial")]
    operations = []
