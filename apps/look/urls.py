from django.conf import settings
from django.urls import path

from . import views

app_name = "look"
urlpatterns = [
    path("theme/", views.theme_edit, name="theme_edit"),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", views.styleguide, name="styleguide")]
