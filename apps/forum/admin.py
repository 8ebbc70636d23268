from django.contrib import admin

from .models import Board


@admin.register(Board)
class BoardAdmin(admin.ModelAdmin):
    list_display = ["name", "access", "position", "topic_count", "comment_count"]
    list_editable = ["position"]
    list_filter = ["access", "takes_questions"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["groups"]
    autocomplete_fields = ["moderators"]
    readonly_fields = ["topic_count", "comment_count"]
