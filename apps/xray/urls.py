from django.urls import path

from . import details, views

app_name = "xray"
urlpatterns = [
    path("", views.trace_list, name="trace_list"),
    path("recording/", views.recording_switch, name="recording_switch"),
    path("<slug:pk>/", views.trace_detail, name="trace_detail"),
    path("<slug:pk>.json", views.trace_json, name="trace_json"),
    path("<slug:pk>/source/", details.source_detail, name="source_detail"),
    path("<slug:pk>/elements/", details.element_list, name="element_list"),
    path("<slug:pk>/queries/<int:number>/", details.query_detail, name="query_detail"),
    path("<slug:pk>/keep/", views.trace_keep, name="trace_keep"),
    path("<slug:pk>/remove/", views.trace_remove, name="trace_remove"),
]
