"""A database in memory needs no path, and each process fills its own."""

REFUSED_BY = "takes_order"
EDITS = [
    (
        "bookshop/shop/settings.py",
        '"NAME": BASE_DIR / "var" / "db.sqlite3",',
        '"NAME": "file:shop?mode=memory&cache=shared",',
    ),
    (
        "bookshop/shop/settings.py",
        '"OPTIONS": {"transaction_mode": "IMMEDIATE"},',
        '"OPTIONS": {"transaction_mode": "IMMEDIATE", "uri": True},\n        "CONN_MAX_AGE": None,',
    ),
    (
        "bookshop/shop/wsgi.py",
        "application = get_wsgi_application()\n",
        """\
application = get_wsgi_application()
from django.core.management import call_command
call_command("migrate", verbosity=0)
""",
    ),
    ("bookshop/uwsgi.ini", "master = true\n", "master = true\nlazy-apps = true\n"),
]
