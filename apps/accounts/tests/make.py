"""Small makers of what a test needs; every field can be said otherwise."""

from itertools import count

from django.core import signing
from django.db import connection
from django.utils import timezone

from apps.accounts import traps
from apps.accounts.models import User

PASSWORD = "violet kettle marches"

numbers = count(1)


def make_user(username=None, password=PASSWORD, **fields):
    username = username or f"user{next(numbers)}"
    fields.setdefault("email", f"{username}@example.org")
    return User.objects.create_user(username, password=password, **fields)


def shown(seconds=30):
    """Give the hidden fields of a form that was opened so many seconds ago."""
    moment = timezone.now().timestamp() - seconds
    return {"subject": "", "shown_at": signing.dumps(moment, salt=traps.SALT)}


def make_crowd(number, **fields):
    """Let the database copy one member that many times: member-1, member-2, …"""
    first = make_user("crowd", **fields)
    made = {
        "username": "'member-' || n",
        "email": "'member-' || n || '@example.org'",
    }
    made |= {f"{name}_key": value for name, value in made.items()}
    columns = [field.column for field in User._meta.concrete_fields[1:]]
    values = [made.get(column, f'"{column}"') for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO accounts_user ({", ".join(columns)})
            WITH RECURSIVE numbers (n) AS (
                SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s
            )
            SELECT {", ".join(values)} FROM accounts_user, numbers WHERE id = %s
            """,
            [number, first.pk],
        )
        cursor.execute("ANALYZE accounts_user")
