from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notification_list, name="notification_list"),
    path(
        "notifications/<int:pk>/",
        views.notification_detail,
        name="notification_detail",
    ),
    path(
        "notifications/<int:pk>/read/",
        views.notification_read,
        name="notification_read",
    ),
    path(
        "notifications/read/",
        views.notification_read_all,
        name="notification_read_all",
    ),
    path("notifications/settings/", views.preference_edit, name="preference_edit"),
    path(
        "notifications/unsubscribe/<str:token>/",
        views.mail_unsubscribe,
        name="mail_unsubscribe",
    ),
]
