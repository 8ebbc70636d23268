from django.urls import path

from . import ask_views, claim_views, lab_views, views

app_name = "course"
urlpatterns = [
    path("learn/", views.lesson_list, name="lesson_list"),
    path("learn/glossary/", views.term_list, name="term_list"),
    path("learn/review/", views.review_list, name="review_list"),
    path("learn/files/<path:path>/", views.file_detail, name="file_detail"),
    path("learn/attempts/", claim_views.claim_create, name="claim_create"),
    path("learn/key/", claim_views.key_detail, name="key_detail"),
    path("learn/key/new/", claim_views.key_create, name="key_create"),
    path("learn/key/withdraw/", claim_views.key_withdraw, name="key_withdraw"),
    path("learn/<slug:slug>/", views.lesson_detail, name="lesson_detail"),
    path("learn/<slug:slug>/lab/", lab_views.lab_detail, name="lab_detail"),
    path("learn/<slug:slug>/lab/hint/", lab_views.lab_hint, name="lab_hint"),
    path(
        "learn/<slug:slug>/lab/solution/", lab_views.lab_solution, name="lab_solution"
    ),
    path("learn/<slug:slug>/ask/", ask_views.question_create, name="question_create"),
    path("learn/<slug:slug>/read/", views.lesson_read, name="lesson_read"),
    path("learn/<slug:slug>/answer/", views.lesson_answer, name="lesson_answer"),
    path(
        "learn/<slug:slug>/changes/<slug:digest>/",
        views.lesson_changes,
        name="lesson_changes",
    ),
]
