"""Which address leads to which view. An app's own addresses are in its urls.py."""

from django.contrib import admin
from django.urls import include, path

from apps.forum.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("apps.forum.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.look.urls")),
    path("admin/", admin.site.urls),
    path("pages/", include("django.contrib.flatpages.urls")),
]
