"""Which application answers which addresses."""

from django.urls import include, path

urlpatterns = [path("", include("notes.urls"))]
