from django.urls import path

from . import (
    compare_views,
    details,
    predict_views,
    replay_views,
    telemetry_views,
    views,
)

app_name = "xray"
urlpatterns = [
    path("", views.trace_list, name="trace_list"),
    path("recording/", views.recording_switch, name="recording_switch"),
    path("compare/", compare_views.trace_compare, name="trace_compare"),
    path("<slug:pk>/", views.trace_detail, name="trace_detail"),
    path("<slug:pk>.json", views.trace_json, name="trace_json"),
    path("<slug:pk>/what-if/", replay_views.trace_replay, name="trace_replay"),
    path("<slug:pk>/predict/", predict_views.trace_predict, name="trace_predict"),
    path("<slug:pk>/otlp.json", telemetry_views.trace_otlp, name="trace_otlp"),
    path("<slug:pk>/source/", details.source_detail, name="source_detail"),
    path("<slug:pk>/elements/", details.element_list, name="element_list"),
    path("<slug:pk>/queries/<int:number>/", details.query_detail, name="query_detail"),
    path("<slug:pk>/keep/", views.trace_keep, name="trace_keep"),
    path("<slug:pk>/remove/", views.trace_remove, name="trace_remove"),
]
