"""Which address leads to which view. An app's own addresses are in its urls.py."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from apps.forum.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("apps.forum.urls")),
    path("", include("apps.notifications.urls")),
    path("", include("apps.moderation.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.look.urls")),
    path("", include("apps.course.urls")),
    path("labs/", include("apps.labs.urls")),
    path("xray/", include("apps.xray.urls")),
    path("admin/", admin.site.urls),
    path("pages/", include("django.contrib.flatpages.urls")),
    # In debug only; elsewhere nginx serves what people uploaded.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

handler400 = "apps.look.errors.bad_request"
handler403 = "apps.look.errors.permission_denied"
handler404 = "apps.look.errors.page_not_found"
handler500 = "apps.look.errors.server_error"
