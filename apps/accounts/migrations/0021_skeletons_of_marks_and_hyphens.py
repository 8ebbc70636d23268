"""Names get their skeletons anew: _ and - are one now, and joiners are left out."""

from importlib import import_module

from django.db import migrations

fill = import_module("apps.accounts.migrations.0009_skeletons_of_present_names").fill


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_member_watches_and_unread")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
