from django.urls import path

from . import views

app_name = "xray"
urlpatterns = [
    path("", views.trace_list, name="trace_list"),
    path("recording/", views.recording_switch, name="recording_switch"),
    path("<slug:pk>/", views.trace_detail, name="trace_detail"),
    path("<slug:pk>.json", views.trace_json, name="trace_json"),
]
