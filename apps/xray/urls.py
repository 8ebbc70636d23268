from django.urls import path

from . import views

app_name = "xray"
urlpatterns = [
    path("<slug:pk>.json", views.trace_json, name="trace_json"),
]
