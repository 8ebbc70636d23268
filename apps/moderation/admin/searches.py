from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.html import format_html

from apps.accounts.roles import holds

from ..access import decides
from ..batch_forms import SavedSearchForm
from ..conditions import KINDS
from ..models import SavedSearch


@admin.register(SavedSearch)
class SavedSearchAdmin(admin.ModelAdmin):
    """One's own searches, and what others share; only the owner changes them."""

    form = SavedSearchForm
    list_display = ["open", "of", "owner", "is_shared", "rename"]
    list_display_links = ["rename"]
    list_select_related = ["owner"]
    sortable_by = []
    actions = None

    class Media:
        css = {"all": ["css/office.css"]}

    def get_queryset(self, request):
        return SavedSearch.objects.shown_to(
            request.user, with_addresses=holds(request.user, "forum.moderate")
        )

    def has_module_permission(self, request):
        return decides(request.user)

    has_add_permission = has_module_permission

    def has_view_permission(self, request, obj=None):
        return decides(request.user)

    def has_change_permission(self, request, obj=None):
        return decides(request.user) and (
            obj is None or request.user in {obj.owner} or request.user.is_superuser
        )

    has_delete_permission = has_change_permission

    def get_changeform_initial_data(self, request):
        return {name: request.GET.get(name) for name in ("of", "conditions")}

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, search, form, change):
        if not change:
            search.owner = request.user
        super().save_model(request, search, form, change)

    def response_add(self, request, search, post_url_continue=None):
        self.message_user(request, f"Saved as “{search}”.", messages.SUCCESS)
        return redirect(KINDS[search.of].place(search.conditions))

    @admin.display(description="search")
    def open(self, search):
        address = KINDS[search.of].place(search.conditions)
        return format_html('<a href="{}">{}</a>', address, search.name)

    @admin.display(description="change")
    def rename(self, search):
        return "Rename, share or delete"
