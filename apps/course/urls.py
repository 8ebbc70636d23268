from django.urls import path

from .classes import learning_views, teaching_views
from .practice import claim_views, lab_views
from .reading import ask_views, lesson_views, map_views

app_name = "course"
urlpatterns = [
    path("learn/", lesson_views.lesson_list, name="lesson_list"),
    path("learn/map/", map_views.map_detail, name="map_detail"),
    path("learn/glossary/", lesson_views.term_list, name="term_list"),
    path("learn/review/", lesson_views.review_list, name="review_list"),
    path("learn/files/<path:path>/", lesson_views.file_detail, name="file_detail"),
    path("learn/attempts/", claim_views.claim_create, name="claim_create"),
    path("learn/key/", claim_views.key_detail, name="key_detail"),
    path("learn/key/new/", claim_views.key_create, name="key_create"),
    path("learn/key/withdraw/", claim_views.key_withdraw, name="key_withdraw"),
    path("learn/classes/", learning_views.classroom_list, name="classroom_list"),
    path("learn/classes/join/", learning_views.classroom_join, name="classroom_join"),
    path(
        "learn/classes/new/", teaching_views.classroom_create, name="classroom_create"
    ),
    path(
        "learn/classes/<int:pk>/",
        learning_views.classroom_detail,
        name="classroom_detail",
    ),
    path(
        "learn/classes/<int:pk>/leave/",
        learning_views.classroom_leave,
        name="classroom_leave",
    ),
    path(
        "learn/classes/<int:pk>/edit/",
        teaching_views.classroom_edit,
        name="classroom_edit",
    ),
    path(
        "learn/classes/<int:pk>/table/",
        teaching_views.classroom_table,
        name="classroom_table",
    ),
    path(
        "learn/classes/<int:pk>/table.csv",
        teaching_views.classroom_csv,
        name="classroom_csv",
    ),
    path(
        "learn/classes/<int:pk>/statements.json",
        teaching_views.statement_list,
        name="statement_list",
    ),
    path(
        "learn/classes/<int:pk>/failures/",
        teaching_views.failure_list,
        name="failure_list",
    ),
    path("learn/classes/<int:pk>/plan/", teaching_views.plan_edit, name="plan_edit"),
    path(
        "learn/classes/<int:pk>/invite/",
        teaching_views.classroom_invite,
        name="classroom_invite",
    ),
    path(
        "learn/classes/<int:pk>/board/",
        teaching_views.class_board_create,
        name="class_board_create",
    ),
    path("learn/classes/<int:pk>/code/", teaching_views.code_renew, name="code_renew"),
    path(
        "learn/classes/<int:pk>/code/close/",
        teaching_views.code_close,
        name="code_close",
    ),
    path(
        "learn/classes/<int:pk>/end/",
        teaching_views.classroom_end,
        name="classroom_end",
    ),
    path(
        "learn/classes/<int:pk>/reopen/",
        teaching_views.classroom_reopen,
        name="classroom_reopen",
    ),
    path(
        "learn/classes/<int:pk>/learners/<int:enrolment>/",
        teaching_views.learner_detail,
        name="learner_detail",
    ),
    path(
        "learn/classes/<int:pk>/learners/<int:enrolment>/remove/",
        teaching_views.learner_remove,
        name="learner_remove",
    ),
    path("learn/<slug:slug>/", lesson_views.lesson_detail, name="lesson_detail"),
    path("learn/<slug:slug>/lab/", lab_views.lab_detail, name="lab_detail"),
    path("learn/<slug:slug>/lab/hint/", lab_views.lab_hint, name="lab_hint"),
    path(
        "learn/<slug:slug>/lab/solution/", lab_views.lab_solution, name="lab_solution"
    ),
    path("learn/<slug:slug>/ask/", ask_views.question_create, name="question_create"),
    path("learn/<slug:slug>/read/", lesson_views.lesson_read, name="lesson_read"),
    path("learn/<slug:slug>/answer/", lesson_views.lesson_answer, name="lesson_answer"),
    path(
        "learn/<slug:slug>/changes/<slug:digest>/",
        lesson_views.lesson_changes,
        name="lesson_changes",
    ),
]
