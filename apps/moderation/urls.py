from django.urls import path, register_converter

from . import views


class ThingConverter:
    """What can be reported, as a word of an address."""

    regex = "comments|topics|members"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ThingConverter, "things")

app_name = "moderation"
urlpatterns = [
    path("moderation/", views.case_list, name="case_list"),
    path("moderation/cases/<int:pk>/", views.case_detail, name="case_detail"),
    path("moderation/cases/<int:pk>/take/", views.case_take, name="case_take"),
    path("moderation/cases/<int:pk>/release/", views.case_release, name="case_release"),
    path("moderation/cases/<int:pk>/dismiss/", views.case_dismiss, name="case_dismiss"),
    path("moderation/log/", views.action_list, name="action_list"),
    path("moderation/log/<int:pk>/undo/", views.action_undo, name="action_undo"),
    path(
        "moderation/<things:things>/<int:pk>/report/",
        views.report_create,
        name="report_create",
    ),
    path(
        "moderation/comments/<int:pk>/<slug:act>/",
        views.comment_act,
        name="comment_act",
    ),
    path("moderation/topics/<int:pk>/<slug:act>/", views.topic_act, name="topic_act"),
    path(
        "moderation/members/<int:pk>/<slug:act>/", views.member_act, name="member_act"
    ),
]
