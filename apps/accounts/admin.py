import logging
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.db import transaction

from apps.look.admin import BoundedPaginator, OneRowAdmin

from . import confirming, joining
from .access import found_by, may_invite, may_see_addresses
from .forms import (
    AddressField,
    AnnouncedMixin,
    NamesMixin,
    StaffLoginForm,
    TextField,
    UsernameField,
)
from .joining_forms import PlacesForm
from .models import Application, Invitation, Joining, User

logger = logging.getLogger(__name__)

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
    search_help_text = (
        "The beginning of a username; administrators find e-mail addresses, too."
    )
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = ["joined_at", "last_login", "confirmed_at", "approved_at"]
    fieldsets = [
        (None, {"fields": ["username", "email", "password"]}),
        ("What others read", {"fields": ["display_name", "bio"]}),
        ("Preferences", {"fields": ["time_zone", "theme", "watches_automatically"]}),
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
        (
            "Dates",
            {"fields": ["joined_at", "confirmed_at", "approved_at", "last_login"]},
        ),
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
        if search_term:
            queryset = found_by(request.user, queryset, search_term)
        return queryset, False

    def get_list_display(self, request):
        hidden = set() if may_see_addresses(request.user) else {"email"}
        return [name for name in self.list_display if name not in hidden]

    def get_fieldsets(self, request, obj=None):
        """Show addresses to administrators; of passwords, only the way to a new one."""
        fieldsets = super().get_fieldsets(request, obj)
        hidden = set()
        if obj and not may_see_addresses(request.user):
            hidden.add("email")
        if obj and not self.has_change_permission(request, obj):
            hidden.add("password")  # the beginnings of its salt and hash
        return [
            (
                title,
                options | {"fields": [f for f in options["fields"] if f not in hidden]},
            )
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        """Let only an owner say who may do what, or come in at all.

        Others keep somebody out by a block, which has a reason, an end and a log.
        """
        if request.user.is_superuser:
            return self.readonly_fields
        powers = ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]
        return [*self.readonly_fields, *powers]

    def has_change_permission(self, request, obj=None):
        """Keep the name, address and password of who has a role for the owners.

        Whoever changes one of these can sign in as that person. One's own are
        changed on the site's pages, which ask for the password.
        """
        has_role = obj and (obj.is_staff or obj.is_superuser)
        if has_role and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request, user, form, change):
        """Tell the address before that another one stands here, with a way back."""
        super().save_model(request, user, form, change)
        if change and "email" in form.changed_data:
            confirming.replaced(user, form.initial["email"])

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Joining)
class JoiningAdmin(OneRowAdmin):
    """Who may join: everybody, the invited, the approved or nobody."""


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Everybody's invitations. An ended one stays, to show who came with it."""

    form = PlacesForm
    list_display = ["__str__", "inviter", "max_uses", "came", "expires_at"]
    list_select_related = ["inviter"]
    sortable_by = []
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    fields = ["note", "max_uses", "expires_at"]
    readonly_fields = ["link", "came"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_uses()

    def get_fields(self, request, obj=None):
        return [*self.fields, "link", "came"] if obj else self.fields

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.inviter = obj.inviter if obj else request.user
        return form

    def save_model(self, request, invitation, form, change):
        if not change:
            invitation.inviter = request.user
        super().save_model(request, invitation, form, change)

    def has_add_permission(self, request):
        return may_invite(request.user)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display
    def came(self, invitation):
        return invitation.uses

    @admin.display
    def link(self, invitation):
        return invitation.link


class DecisionForm(ActionForm):
    reason = forms.CharField(
        required=False, max_length=500, label="Words for who is declined:"
    )


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    """Those who would like to join, the oldest first; a decision mails them."""

    action_form = DecisionForm
    actions = ["approve", "decline"]
    actions_selection_counter = False
    list_display = ["member", "email", "words", "made_at"]
    list_display_links = None
    sortable_by = []
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).to_decide()

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display
    def email(self, application):
        return application.member.email

    @admin.action(description="Approve", permissions=["change"])
    def approve(self, request, applications):
        done = self.decide(request, applications, "Approved.", joining.approve)
        if done:
            text = f"Members now, with a letter: {', '.join(done)}."
            self.message_user(request, text, messages.SUCCESS)

    @admin.action(description="Decline", permissions=["change"])
    def decline(self, request, applications):
        reason = request.POST.get("reason", "").strip()[:500]
        decline = partial(joining.decline, reason=reason)
        done = self.decide(request, applications, f"Declined. {reason}", decline)
        if done:
            text = (
                f"Their accounts are gone, and they have a letter: {', '.join(done)}."
            )
            self.message_user(request, text, messages.SUCCESS)

    def decide(self, request, applications, words, decision):
        """Decide each by itself, log it, and say where it failed; give the names."""
        done, failed = [], []
        for application in applications:
            try:
                with transaction.atomic():
                    self.log_change(request, application, words)
                    decision(application)
            except joining.TooLate:
                failed.append(f"{application} (decided or closed meanwhile)")
            except Exception:  # the trouble of one must not hide the others' results
                logger.exception("Application %s could not be decided.", application.pk)
                failed.append(f"{application} (an error, which the log tells)")
            else:
                done.append(str(application))
        if failed:
            text = f"Not decided: {', '.join(failed)}."
            self.message_user(request, text, messages.ERROR)
        return done
