from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms

from apps.look.admin import BoundedPaginator

from .forms import (
    AddressField,
    AnnouncedMixin,
    NamesMixin,
    StaffLoginForm,
    TextField,
    UsernameField,
)
from .models import User

admin.site.login_form = StaffLoginForm


class UserCreationForm(NamesMixin, auth_forms.AdminUserCreationForm):
    email = AddressField()

    class Meta:
        model = User
        fields = ["username", "email"]
        field_classes = {"username": UsernameField}


class PasswordForm(AnnouncedMixin, auth_forms.AdminPasswordChangeForm):
    """A new password that the staff chooses: announced like any other."""


class UserChangeForm(NamesMixin, auth_forms.UserChangeForm):
    email = AddressField(required=False)
    bio = TextField(required=False, max_length=1000)

    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"username": UsernameField}


@admin.register(User)
class UserAdmin(auth_admin.UserAdmin):
    """People: found by the beginning of a name or an address, never deleted."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = PasswordForm
    list_display = ["username", "name", "email", "joined_at", "is_active", "is_staff"]
    list_filter = ["is_staff", "is_active", "joined_at"]
    # Only what an index keeps in order.
    sortable_by = ["username", "joined_at"]
    ordering = ["-joined_at", "-id"]
    # The fields make Django show the box; get_search_results does the search.
    search_fields = ["username_key", "email_key"]
    search_help_text = "The beginning of a username or of an e-mail address."
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = ["joined_at", "last_login"]
    fieldsets = [
        (None, {"fields": ["username", "email", "password"]}),
        ("What others read", {"fields": ["display_name", "bio"]}),
        ("Preferences", {"fields": ["time_zone", "theme"]}),
        (
            "What the person may do",
            {
                "fields": [
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                ]
            },
        ),
        ("Dates", {"fields": ["joined_at", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "username",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        )
    ]

    def get_search_results(self, request, queryset, search_term):
        return queryset.called(search_term) if search_term else queryset, False

    def get_readonly_fields(self, request, obj=None):
        """Let only a superuser say who may do what."""
        if request.user.is_superuser:
            return self.readonly_fields
        powers = ["is_staff", "is_superuser", "groups", "user_permissions"]
        return [*self.readonly_fields, *powers]

    def has_change_permission(self, request, obj=None):
        """Keep a superuser's name and password from everybody else's hands."""
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False
