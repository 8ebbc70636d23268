from django.urls import path

from . import views

app_name = "shelf"

urlpatterns = [
    path("", views.book_list, name="book_list"),
    path("authors/", views.author_list, name="author_list"),
    path("readers/", views.reader_list, name="reader_list"),
    path("readers/<int:pk>/return/", views.reader_return, name="reader_return"),
]
