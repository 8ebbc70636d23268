from django.contrib import admin
from django.db.models import Q

from apps.accounts.models import fold
from apps.look.admin import BoundedPaginator

from . import search
from .forms import CleanWords
from .models import Board, Comment, Topic


class LargeTableAdmin(admin.ModelAdmin):
    """A list that stays quick at a million rows: it never counts them all."""

    form = CleanWords
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        # They begin in the forum, with all that belongs to them.
        return False

    def has_delete_permission(self, request, obj=None):
        # They are hidden, not erased: numbers and links stay true.
        return False


@admin.register(Board)
class BoardAdmin(admin.ModelAdmin):
    list_display = ["name", "access", "position", "topic_count", "comment_count"]
    list_editable = ["position"]
    list_filter = ["access"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["groups"]
    autocomplete_fields = ["moderators"]
    readonly_fields = ["topic_count", "comment_count"]


@admin.register(Topic)
class TopicAdmin(LargeTableAdmin):
    list_display = ["title", "board", "author", "state", "comment_count"]
    list_display += ["is_pinned", "is_closed", "last_comment_at"]
    list_filter = ["board", "state", "is_pinned", "is_closed"]
    list_select_related = ["board", "author"]
    ordering = ["-last_comment_at", "-id"]
    sortable_by = []
    search_fields = ["tokens"]
    search_help_text = "Words of the opening comment or the title, as in the forum."
    autocomplete_fields = ["board"]
    fields = ["board", "author", "title", "state", "is_pinned", "is_closed"]
    fields += ["created_at", "comment_count", "last_comment_at"]
    readonly_fields = ["author", "created_at", "comment_count", "last_comment_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def save_model(self, request, obj, form, change):
        # The model's verbs, which keep counts, tokens and last activity right.
        verbs = {"state": obj.become, "board": obj.move, "title": obj.rename}
        for field in form.changed_data:
            if field in verbs:
                verbs[field](form.cleaned_data[field])
            else:
                obj.save(update_fields=[field])

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        opening = search.matching(Comment.objects.filter(number=1), search_term)
        return queryset.filter(pk__in=opening.values("topic_id")), False


@admin.register(Comment)
class CommentAdmin(LargeTableAdmin):
    list_display = ["__str__", "author", "state", "created_at", "edited_at"]
    list_filter = ["state", "topic__board"]
    list_select_related = ["topic", "author"]
    ordering = ["-id"]
    sortable_by = []
    search_fields = ["tokens"]
    search_help_text = "Words as in the forum's search, or @name for one author."
    fields = ["topic", "number", "author", "text", "state", "created_at", "edited_at"]
    readonly_fields = ["topic", "number", "author", "created_at", "edited_at"]

    def get_queryset(self, request):
        topics = Topic.objects.visible_to(request.user)
        return super().get_queryset(request).filter(topic__in=topics)

    def save_model(self, request, obj, form, change):
        verbs = {"text": obj.edit, "state": obj.become}
        for field in form.changed_data:
            verbs[field](form.cleaned_data[field])

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        words, names = [], []
        for word in search_term.split():
            (names if word.startswith("@") else words).append(word)
        if names:
            keys = [fold(name[1:]) for name in names]
            queryset = queryset.filter(Q(author__username_key__in=keys))
        if words:
            queryset = search.matching(queryset, " ".join(words))
        return queryset, False


admin.site.site_header = "Back office"
admin.site.site_title = "Back office"
admin.site.index_title = "What would you like to look after?"
