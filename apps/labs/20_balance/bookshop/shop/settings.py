"""The bookshop's settings."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

# A lab's: nobody signs in here.
SECRET_KEY = "a lab's key, which keeps nothing secret and needs to"
DEBUG = False
ALLOWED_HOSTS = ["shop.localhost"]

INSTALLED_APPS = ["django.contrib.staticfiles", "shop"]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "shop.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "var" / "db.sqlite3",
        # Two who write at once wait for each other, from the beginning.
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
# Django tells the whole process: uWSGI's log has this clock, as nginx's has.
TIME_ZONE = "UTC"

# `collectstatic` brings the files there, with this mode.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
FILE_UPLOAD_PERMISSIONS = 0o644

# Where the warehouse listens, which knows how many copies of a book there are.
WAREHOUSE = "var/warehouse.sock"

# Tracebacks to standard error, which is var/uwsgi.log. Without DEBUG, Django would mail
# them to ADMINS, of whom there are none.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO"}},
}
