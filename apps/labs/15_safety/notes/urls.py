from django.urls import path

from . import files, people, views

app_name = "notes"

urlpatterns = [
    path("", views.note_list, name="note_list"),
    path("search/", views.note_search, name="note_search"),
    path("notes/new/", views.note_create, name="note_create"),
    path("notes/<int:pk>/", views.note_detail, name="note_detail"),
    path("notes/<int:pk>/delete/", views.note_delete, name="note_delete"),
    path("join/", people.join, name="join"),
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("forgot/", people.forgot, name="forgot"),
    path("theme/", people.theme, name="theme"),
    path("profile/", people.profile, name="profile"),
    path("members/<str:name>/", people.member_detail, name="member_detail"),
    path("files/new/", files.file_create, name="file_create"),
    path("files/<path:name>", files.file_detail, name="file_detail"),
]
