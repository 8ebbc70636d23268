"""Count the queries of each page, with few books and with many.

    python count.py               how many, for each page
    python count.py /authors/     which ones, with many books

A number that grows with the books is the sign: the page asks once for the list, and then
once more for each line of it. That is what N+1 means.
"""

import os
import re
import sys
from collections import Counter

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

FEW, MANY = 6, 60
PAGES = ["/", "/authors/", "/readers/", "/readers/1/return/"]


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "library.settings")
    settings.DATABASES["default"]["NAME"] = ":memory:"
    django.setup()
    call_command("migrate", verbosity=0)
    import data  # It imports models, which can be once Django is set up.

    if sys.argv[1:]:
        data.fill(MANY)
        return show(sys.argv[1])
    found = {}
    for books in FEW, MANY:
        data.fill(books)
        found[books] = [len(queries(page)) for page in PAGES]
    print(f"{'page':<20} {FEW:>3} books {MANY:>3} books")
    for page, few, many in zip(PAGES, *found.values(), strict=True):
        print(f"{page:<20} {few:>9} {many:>9}")


def queries(page):
    """Give the statements that Django sends to the database for a page."""
    client = Client(SERVER_NAME="localhost")
    with CaptureQueriesContext(connection) as captured:
        client.post(page) if page.endswith("/return/") else client.get(page)
    return [query["sql"] for query in captured]


def show(page):
    """List them, those that differ in their values only together."""
    shapes = Counter(
        re.sub(r"'[^']*'|\b\d+\b", "?", statement.replace('"', ""))
        for statement in queries(page)
    )
    for statement, number in shapes.most_common():
        print(f"{number:4} times: {statement}\n")


if __name__ == "__main__":
    main()
