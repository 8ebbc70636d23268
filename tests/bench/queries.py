"""Count queries inside the site; run there by `manage.py shell` (see __main__.py)."""

import json

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User


def settle():
    """Let PostgreSQL do now what it would do some time: clean up and count."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def count(pages):
    """Print how many queries each page takes: [[who, path], …] → a list of numbers."""
    numbers = []
    for who, path in pages:
        client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
        if who != "guest":
            client.force_login(User.objects.get(username=who))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        numbers.append(len(queries))
    print(json.dumps(numbers))  # noqa: T201 its caller reads it
