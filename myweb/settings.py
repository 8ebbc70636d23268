"""Settings, in Django's own order, read from the environment.

Every variable is explained in deploy/env.example; a test compares the two.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def switch(name):
    """Read a variable that is on (1) or off (0 or absent)."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1", ""}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write {name}=1 or {name}=0.")
    return value == "1"


def development_key():
    """Keep one secret key under var/, so that a restart signs nobody out."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


# Core

DEBUG = switch("DEBUG")
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()
SECRET_KEY = os.environ.get("SECRET_KEY") or (development_key() if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. In production it must come from the environment: "
        "see deploy/env.example. In development use manage.py, which needs none."
    )

SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_NAME = os.environ.get("SITE_NAME", "myweb")
SITE_ID = 1
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "").split() or [
    urlsplit(SITE_URL).hostname
]
if DEBUG:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

ROOT_URLCONF = "myweb.urls"
WSGI_APPLICATION = "myweb.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "apps.accounts.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "apps.look",
    "apps.accounts",
    "apps.notifications",
    "apps.forum",
    "apps.moderation",
    "apps.labs",
    "apps.course",
    "apps.xray",
    # Last: a template of ours for a form comes before Django's own.
    "django.forms",
]

MIDDLEWARE = [
    # Outermost, so that it sees all the others; with XRAY off it is no layer at all.
    "apps.xray.middleware.xray",
    "apps.look.middleware.request_id",
    "apps.look.middleware.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.look.middleware.guest_cache",
    "apps.look.middleware.limits_reached",
    "apps.look.middleware.refuse_large",
    "apps.look.middleware.read_utf8_only",
    "apps.look.middleware.refuse_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.accounts.middleware.sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.time_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # It answers in place of a view that met a limit for signing in.
    "axes.middleware.AxesMiddleware",
    "apps.look.middleware.explain_405",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.look.context.site",
                "apps.forum.announcements.on_top",
                "apps.moderation.context.queue",
                "apps.xray.context.xray",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Values travel apart from the query; so PostgreSQL keeps the plan of a query
    # that a connection asks again and again.
    DATABASES["default"]["ENGINE"] = "apps.look.postgresql"
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 3,
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers do not wait for a writer (WAL), and a transaction that will write
    # says so when it begins (IMMEDIATE): two writers queue up instead of
    # meeting "database is locked" half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.NameOrEmailBackend"]
SESSION_ENGINE = "apps.accounts.sessions"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["apps.accounts.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 3 * 60 * 60
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_validation}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "email", "display_name"]},
    },
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
    {"NAME": "apps.accounts.validators.MaximumLengthValidator"},
    {"NAME": "apps.accounts.validators.SomethingVisibleValidator"},
]
# Limits for signing in: apps/accounts/lockout.py has the numbers. Counted in the
# database, so for all workers together; no more is kept than counting needs.
AXES_HANDLER = "apps.accounts.lockout.Handler"
AXES_FAILURE_LIMIT = 1  # the handler says 1 when one of its limits is reached
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_USERNAME_CALLABLE = "apps.accounts.lockout.name_typed"
AXES_CLIENT_IP_CALLABLE = "apps.accounts.lockout.network_of"
AXES_LOCKOUT_CALLABLE = "apps.accounts.lockout.refuse"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
_static = "apps.look.storage.StaticStorage"
if DEBUG:
    _static = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
    # Pictures in comments: a view says who may fetch which, and nginx sends it.
    "checked": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "checked"},
    },
    # What only its owner may fetch, through a view: no web server knows the folder.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
            "allow_overwrite": True,
        },
    },
}

# Time and language: one language, because every localized date costs 31 µs.

TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = False

# Mail and work that waits

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_SECURITY", "none") == "starttls"
EMAIL_USE_SSL = os.environ.get("EMAIL_SECURITY", "none") == "tls"
EMAIL_TIMEOUT = 15
if DEBUG and "EMAIL_HOST" not in os.environ:
    # No mail server named: keep the letters in a folder; /mail/ shows them.
    EMAIL_BACKEND = "apps.look.mail.FolderBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get(
    "DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What `manage.py housekeeping` does each minute, in this order.
HOUSEKEEPING = [
    "apps.look.housekeeping.reclaim_tasks",
    "apps.look.housekeeping.prune_tasks",
    "apps.look.housekeeping.prune_heartbeats",
    "apps.look.limits.prune",
    "apps.accounts.sessions.prune",
    "apps.accounts.archives.prune",
    "apps.accounts.departures.perform_due",
    "apps.accounts.chores.end_blocks",
    "apps.accounts.lockout.prune",
    "apps.accounts.confirming.prune",
    "apps.accounts.joining.prune",
    "apps.forum.housekeeping.forget_addresses",
    "apps.forum.unread.prune",
    "apps.forum.drafts.prune",
    "apps.notifications.digests.send_due",
    "apps.notifications.chores.prune",
    "apps.forum.pictures.prune",
    "apps.xray.chores.prune",
]
# What stands in a member's copy of their own data, in this order.
OWN_DATA = [
    "apps.accounts.own_data.profile",
    "apps.accounts.own_data.sign_ins",
    "apps.accounts.own_data.joining",
    "apps.notifications.own_data.notices",
    "apps.forum.own_data.comments",
    "apps.forum.own_data.marks",
    "apps.forum.own_data.revisions",
    "apps.forum.own_data.drafts",
    "apps.forum.own_data.watches",
    "apps.forum.own_data.pictures",
    "apps.course.own_data.progress",
    "apps.course.own_data.claims",
    "apps.course.own_data.classes",
]
# What else search engines are told of: functions that give addresses.
SITEMAP = ["apps.course.lessons.shelf.addresses"]
# What keeps the words that somebody typed while signed out, and brought along.
CARRIED = "apps.forum.drafts.carry"
# What is done with the words of a member who closes the account, or comes back.
LEAVING = [
    "apps.forum.leaving.settle",
    "apps.notifications.leaving.settle",
    "apps.course.leaving.settle",
]
# What notices can be about; apps/notifications/events.py says what each must know.
NOTICES = [
    "apps.forum.events.Published",
    "apps.forum.events.Reacted",
    "apps.forum.events.Solved",
    "apps.moderation.events.Decided",
]
# What `manage.py load_demo` adds to its community.
DEMO = [
    "apps.moderation.demo.load",
    "apps.forum.demo.notices.load",
    "apps.course.demo.load",
]

# Safety. nginx owns the redirect to HTTPS and HSTS: two owners of one header
# make a broken header. So Django's warnings about them are silenced.

SILENCED_SYSTEM_CHECKS = [f"security.W{n}" for n in ("004", "005", "008", "021")]
INSECURE_COOKIES = switch("INSECURE_COOKIES")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not (DEBUG or INSECURE_COOKIES)
SESSION_COOKIE_NAME = "sessionid"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# A request with its files, and one without. Where nginx is in front, it says the first
# itself (deploy/nginx/limits.conf).
REQUEST_MAX_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# How often one may post, search and so on: apps/look/limits.py. Who is new, and may
# less, is for the forum to say.
LIMITS = os.environ.get("LIMITS", "")
NEWCOMER_TEST = "apps.forum.access.is_newcomer"
# Whom to tell about a hole in the site: /.well-known/security.txt says it.
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")
CSRF_FAILURE_VIEW = "apps.look.errors.csrf_failure"

# X-ray: how was this page made? off, own or everybody (docs/xray.md). In debug for
# everybody; elsewhere for nobody until the owner says so.
XRAY = os.environ.get("XRAY") or ("everybody" if DEBUG else "off")
# A role rests while its holder is blocked; Django's own permissions do not know that.
XRAY_TEST = "apps.accounts.roles.may_xray"
# The frame of its pages; without it they have a plain one of their own.
XRAY_BASE = "look/base.html"
# Layers, besides Django's own, that guard nothing: "what if?" may leave them out.
XRAY_OPTIONAL_LAYERS = [
    "apps.look.middleware.request_id",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.look.middleware.guest_cache",
    "apps.accounts.middleware.sessions",
    "apps.accounts.middleware.time_zone",
    "apps.look.middleware.explain_405",
]
# The program is public, so what a lesson shows of it may be read by everybody.
XRAY_SOURCE_FOR_ALL = True
# Which lesson explains which hop.
XRAY_LESSONS = {
    "browser": "/learn/http/",
    "nginx": "/learn/nginx/",
    "uwsgi": "/learn/app-servers/",
    "gunicorn": "/learn/app-servers/",
    "runserver": "/learn/stdlib/",
    "wsgi": "/learn/wsgi/",
    "middleware_in": "/learn/framework-more/",
    "middleware_out": "/learn/framework-more/",
    "url": "/learn/urls/",
    "view": "/learn/views/",
    "models": "/learn/querysets/",
    "templates": "/learn/templates/",
}
# Parts of an address that say which page it is, and nothing about a person.
XRAY_ALLOWED_VALUES = ["slug", "page", "tab", "board", "act"]

# Logs: one JSON object a line, with the id of the request; plain text in debug.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "apps.look.logs.JSONFormatter"},
        "plain": {"format": "%(asctime)s %(message)s", "datefmt": "%H:%M:%S"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEBUG else "json",
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # Django's own logger would write everything a second time.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}
