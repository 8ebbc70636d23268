"""What the check of lab 14 does inside a site: laid as checked_setup.py."""

from django.core.management import call_command


def prepare():
    call_command("migrate", verbosity=0)


def load(books, seed):
    """Empty the library and fill it anew."""
    import checked_data  # It imports models, which can be once Django is set up.

    checked_data.fill(books, seed)
