from django.urls import path

from . import views, watch_views

app_name = "forum"
urlpatterns = [
    path("forum/", views.board_list, name="board_list"),
    path("forum/boards/<slug:slug>/", views.board_detail, name="board_detail"),
    path("forum/boards/<slug:slug>/new/", views.topic_create, name="topic_create"),
    path("forum/topics/", views.topic_list, name="topic_list"),
    path("forum/topics/<int:pk>/", views.topic_detail, name="topic_detail"),
    path("forum/topics/<int:pk>/edit/", views.topic_edit, name="topic_edit"),
    path("forum/topics/<int:pk>/reply/", views.comment_create, name="comment_create"),
    path("forum/comments/<int:pk>/", views.comment_detail, name="comment_detail"),
    path("forum/comments/<int:pk>/edit/", views.comment_edit, name="comment_edit"),
    path(
        "forum/comments/<int:pk>/delete/", views.comment_delete, name="comment_delete"
    ),
    path("forum/topics/<int:pk>/watch/", watch_views.topic_watch, name="topic_watch"),
    path(
        "forum/boards/<slug:slug>/watch/", watch_views.board_watch, name="board_watch"
    ),
    path("forum/watching/", watch_views.watch_list, name="watch_list"),
    path("forum/search/", views.search, name="search"),
    path("members/", views.member_list, name="member_list"),
    path("members/<str:username>/", views.member_detail, name="member_detail"),
]
