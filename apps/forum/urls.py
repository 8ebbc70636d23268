from django.urls import path

from . import (
    announcement_views,
    feeds,
    marks_views,
    picture_views,
    reading_views,
    sitemaps,
    tag_views,
    views,
    watch_views,
    writing_views,
)

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
        "forum/comments/<int:pk>/bookmark/",
        reading_views.comment_bookmark,
        name="comment_bookmark",
    ),
    path(
        "forum/comments/<int:pk>/react/",
        marks_views.comment_react,
        name="comment_react",
    ),
    path(
        "forum/comments/<int:pk>/solve/",
        marks_views.comment_solve,
        name="comment_solve",
    ),
    path(
        "forum/comments/<int:pk>/reactions/",
        marks_views.reaction_list,
        name="reaction_list",
    ),
    path("forum/bookmarks/", reading_views.bookmark_list, name="bookmark_list"),
    path(
        "forum/bookmarks/<int:pk>/", reading_views.bookmark_edit, name="bookmark_edit"
    ),
    path(
        "forum/announcements/<int:pk>/dismiss/",
        announcement_views.announcement_dismiss,
        name="announcement_dismiss",
    ),
    path("forum/tags/", tag_views.tag_list, name="tag_list"),
    path("forum/tags/<str:slug>/", tag_views.tag_detail, name="tag_detail"),
    path("forum/unread/", reading_views.unread_list, name="unread_list"),
    path("forum/unread/next/", reading_views.unread_next, name="unread_next"),
    path("forum/unread/clear/", reading_views.unread_clear, name="unread_clear"),
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
    path("forum/topics/<int:pk>/watch/", watch_views.topic_watch, name="topic_watch"),
    path(
        "forum/boards/<slug:slug>/watch/", watch_views.board_watch, name="board_watch"
    ),
    path("forum/watching/", watch_views.watch_list, name="watch_list"),
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
    path("forum/pictures/", picture_views.picture_list, name="picture_list"),
    path(
        "forum/pictures/<int:pk>/delete/",
        picture_views.picture_delete,
        name="picture_delete",
    ),
    path("forum/pictures/new/", picture_views.picture_create, name="picture_create"),
    path(
        "media/pictures/<slug:file>.webp",
        picture_views.picture_file,
        name="picture_file",
    ),
]
