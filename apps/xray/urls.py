from django.urls import path

from . import views

app_name = "xray"
urlpatterns = [
    path("recording/", views.recording_switch, name="recording_switch"),
    path("<slug:pk>.json", views.trace_json, name="trace_json"),
]
