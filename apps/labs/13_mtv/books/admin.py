"""What the staff sees at /admin/: Django makes these pages of the models."""

from django.contrib import admin

from .models import Book, Review


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ["title", "author"]


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["name", "book", "stars", "made_at"]
    # Each row shows its book: one query for all of them, not one a row (lab 14).
    list_select_related = ["book"]
