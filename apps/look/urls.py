from django.urls import path

from . import probes, views, wellknown

app_name = "look"
urlpatterns = [
    path("theme/", views.theme_edit, name="theme_edit"),
    path("shortcuts/", views.shortcut_list, name="shortcut_list"),
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<slug:name>/", views.mail_detail, name="mail_detail"),
    # A middleware answers these two before any layer could refuse or redirect.
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("favicon.ico", wellknown.favicon, name="favicon"),
    path("robots.txt", wellknown.robots, name="robots"),
    path(".well-known/security.txt", wellknown.security, name="security"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
