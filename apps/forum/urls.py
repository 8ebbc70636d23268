from django.urls import path

from . import feeds, picture_views, sitemaps, views, writing_views

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
        "forum/comments/<int:pk>/history/",
        writing_views.comment_history,
        name="comment_history",
    ),
    path(
        "forum/comments/<int:pk>/delete/", views.comment_delete, name="comment_delete"
    ),
    path(
        "forum/comments/<int:pk>/put-back/",
        writing_views.comment_put_back,
        name="comment_put_back",
    ),
    path("forum/drafts/", writing_views.draft_list, name="draft_list"),
    path(
        "forum/drafts/<int:pk>/delete/",
        writing_views.draft_delete,
        name="draft_delete",
    ),
    path("forum/names/", writing_views.name_list, name="name_list"),
    path("forum/search/", views.search, name="search"),
    path("members/", views.member_list, name="member_list"),
    path("members/<str:username>/", views.member_detail, name="member_detail"),
    path("forum/feed/", feeds.site_feed, name="site_feed"),
    path("forum/boards/<slug:slug>/feed/", feeds.board_feed, name="board_feed"),
    path("forum/topics/<int:pk>/feed/", feeds.topic_feed, name="topic_feed"),
    path("members/<str:username>/feed/", feeds.member_feed, name="member_feed"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap/places.xml", sitemaps.sitemap_places, name="sitemap_places"),
    path(
        "sitemap/topics/<int:part>.xml", sitemaps.sitemap_topics, name="sitemap_topics"
    ),
    path("forum/pictures/new/", picture_views.picture_create, name="picture_create"),
    path(
        "media/pictures/<slug:file>.webp",
        picture_views.picture_file,
        name="picture_file",
    ),
]
