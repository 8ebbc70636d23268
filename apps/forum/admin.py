from django import forms
from django.contrib import admin

from apps.look import markup

from . import announcements
from .models import Announcement, Board, Tag


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


class TagForm(forms.ModelForm):
    merge_into = forms.ModelChoiceField(
        Tag.objects.current(),
        required=False,
        help_text="Its topics get that tag instead, and its address leads there. "
        "This cannot be undone.",
    )

    class Meta:
        model = Tag
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            others = self.fields["merge_into"].queryset.exclude(pk=self.instance.pk)
            self.fields["merge_into"].queryset = others
        else:
            del self.fields["merge_into"]


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """The words that topics can have; a new name goes to all its topics."""

    form = TagForm
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]

    def get_fields(self, request, obj=None):
        return ["name", "merge_into"] if obj else ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).current()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.save()
        elif "name" in form.changed_data:
            obj.rename(form.cleaned_data["name"])
        if form.cleaned_data.get("merge_into"):
            obj.merge_into(form.cleaned_data["merge_into"])

    def delete_queryset(self, request, queryset):
        for tag in queryset:
            tag.delete()  # which takes its words off the topics


class AnnouncementForm(forms.ModelForm):
    class Meta:
        model = Announcement
        fields = ["text", "audience", "since", "until"]

    def clean_text(self):
        return markup.clean_text(self.cleaned_data["text"])


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    """What stands on top of each page for a while."""

    form = AnnouncementForm
    list_display = ["__str__", "audience", "since", "until"]
    list_filter = ["audience"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        announcements.forget()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        announcements.forget()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        announcements.forget()
