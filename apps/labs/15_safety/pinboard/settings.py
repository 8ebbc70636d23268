"""Settings of a small site that runs on this machine only."""

from pathlib import Path

BASE_DIR = Path(__file__).parent.parent
# What members upload, and nothing else.
UPLOADS = BASE_DIR / "var" / "uploads"
UPLOADS.mkdir(parents=True, exist_ok=True)

# Both are for a site that nobody else can reach.
SECRET_KEY = "not a secret: this site is for one reader"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

INSTALLED_APPS = ["django.contrib.sessions", "notes"]
MIDDLEWARE = [
    # X-Content-Type-Options: nosniff, among others: what is said to be a picture is
    # shown as one, whatever its bytes look like.
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # No POST without a token that only a page of this site can have.
    "django.middleware.csrf.CsrfViewMiddleware",
    # No other site shows this one in a frame, under a button of its own.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "pinboard.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "var" / "db.sqlite3",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
