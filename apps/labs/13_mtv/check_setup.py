"""What the check of lab 13 does inside the learner's site: laid as checked_setup.py."""

import io

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.template.backends.django import Template
from django.urls import Resolver404, resolve

facts = {}
filled = []


def prepare():
    """Bring a database in use to where the learner's migrations lead.

    It has what the site had before: its first migration, and books.
    """
    watch_templates()
    settings.MIGRATION_MODULES = {"books": "checked_migrations"}
    call_command("migrate", verbosity=0)
    settings.MIGRATION_MODULES = {}
    Book = apps.get_model("books", "Book")
    Book.objects.bulk_create(
        Book(title=title, author="Franz Kafka") for title in ["Amerika", "Das Schloß"]
    )
    facts["undone"] = missing_migration()
    try:
        call_command("migrate", verbosity=0)
    except Exception as error:
        facts["trouble"] = f"{type(error).__name__}: {error}"
    get_user_model().objects.create_superuser("warden", password="open sesame")


def missing_migration():
    """Give what makemigrations would write; nothing, when nothing is missing."""
    told = io.StringIO()
    try:
        call_command(
            "makemigrations",
            "books",
            check_changes=True,
            dry_run=True,
            interactive=False,
            stdout=told,
        )
    except SystemExit:
        return told.getvalue()
    return ""


def watch_templates(_render=Template.render):
    def render(template, *words, **named):
        # Django fills a template of its own for each field of a form.
        if not str(template.origin.template_name).startswith("django/"):
            filled.append(template.origin.template_name)
        return _render(template, *words, **named)

    Template.render = render


def migrated():
    return facts


def model():
    """Say which fields Review has, and what one says of itself; None without Review."""
    try:
        Review = apps.get_model("books", "Review")
    except LookupError:
        return None
    try:
        says = str(
            Review(name="Ada", book=apps.get_model("books", "Book").objects.first())
        )
    except Exception:
        says = ""
    fields = [field.name for field in Review._meta.get_fields()]
    return {"fields": fields, "table": Review._meta.db_table, "says": says}


def page(path):
    """Say which name an address has, and which templates were filled last."""
    try:
        return {"name": resolve(path).view_name, "templates": filled[-3:]}
    except Resolver404:
        return {"name": None, "templates": []}
