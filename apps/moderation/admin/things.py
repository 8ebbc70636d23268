from django.contrib import admin

from apps.accounts.admin import UserAdmin
from apps.accounts.models import User
from apps.accounts.roles import holds
from apps.forum.models import Comment, Topic

from .office import Office, WrittenOffice


@admin.register(Topic)
class TopicAdmin(WrittenOffice):
    """A topic's title can be changed here; all else is an act, with its reason."""

    kind = "topic"
    fields = ["board", "author", "title", "state", "reason", "is_pinned", "is_closed"]
    fields += ["created_at", "comment_count", "last_comment_at"]
    readonly_fields = [field for field in fields if field != "title"]

    def save_model(self, request, topic, form, change):
        if "title" in form.changed_data:
            topic.rename(form.cleaned_data["title"], request.user)


@admin.register(Comment)
class CommentAdmin(WrittenOffice):
    """A comment's text can be changed here; all else is an act, with its reason."""

    kind = "comment"
    fields = ["topic", "number", "author", "text", "state", "reason"]
    fields += ["created_at", "edited_at"]
    readonly_fields = [field for field in fields if field != "text"]

    def get_fields(self, request, obj=None):
        if holds(request.user, "forum.moderate"):
            return [*self.fields, "address"]
        return self.fields

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "address"]

    def save_model(self, request, comment, form, change):
        if "text" in form.changed_data:
            comment.edit(form.cleaned_data["text"], request.user)


admin.site.unregister(User)


@admin.register(User)
class MemberAdmin(Office, UserAdmin):
    """Members, with what moderators decide about them."""

    kind = "member"
    change_form_template = "admin/moderation/change_form.html"
    readonly_fields = [*UserAdmin.readonly_fields, "comment_count"]
    readonly_fields += ["block", "blocked_until", "block_reason"]
    fieldsets = [
        *UserAdmin.fieldsets,
        (
            "In the forum",
            {"fields": ["comment_count", "block", "blocked_until", "block_reason"]},
        ),
    ]

    def has_add_permission(self, request):
        return UserAdmin.has_add_permission(self, request)

    def acts(self, request):
        may = holds(request.user, "accounts.block_member")
        return super().acts(request) if may else []
