"""The addresses of the books. A page has one name: address, view and template."""

from django.urls import path

from . import views

app_name = "books"

urlpatterns = [
    path("", views.book_list, name="book_list"),
    path("books/<int:pk>/", views.book_detail, name="book_detail"),
    path("books/<int:pk>/reviews/new/", views.review_create, name="review_create"),
]
