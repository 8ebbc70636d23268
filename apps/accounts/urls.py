from django.contrib.auth import views as auth_views
from django.urls import path, re_path, reverse_lazy
from django.views.decorators.cache import never_cache

from apps.look.limits import limited

from . import faces, forms, joining_views, own_views, views

app_name = "accounts"
urlpatterns = [
    path("accounts/register/", views.register, name="register"),
    path(
        "accounts/login/",
        views.for_visitors(
            views.Login.as_view(
                authentication_form=forms.LoginForm,
                template_name="accounts/login.html",
            )
        ),
        name="login",
    ),
    path("accounts/logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("accounts/joining/", joining_views.joining_detail, name="joining_detail"),
    path(
        "accounts/joining/resend/",
        joining_views.confirmation_resend,
        name="confirmation_resend",
    ),
    path("accounts/email/", joining_views.email_edit, name="email_edit"),
    path(
        "accounts/email/confirm/<str:token>/",
        joining_views.email_confirm,
        name="email_confirm",
    ),
    path(
        "accounts/email/restore/<str:token>/",
        joining_views.email_restore,
        name="email_restore",
    ),
    path(
        "accounts/invitations/", joining_views.invitation_list, name="invitation_list"
    ),
    path(
        "accounts/invitations/new/",
        joining_views.invitation_create,
        name="invitation_create",
    ),
    path(
        "accounts/invitations/<int:pk>/withdraw/",
        joining_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("accounts/profile/", views.profile_edit, name="profile_edit"),
    path("accounts/avatar/", own_views.avatar_edit, name="avatar_edit"),
    path("accounts/avatar/remove/", own_views.avatar_delete, name="avatar_delete"),
    path("accounts/delete/", own_views.account_delete, name="account_delete"),
    path("accounts/return/", own_views.account_return, name="account_return"),
    path("accounts/data/", own_views.archive_detail, name="archive_detail"),
    path("accounts/data/order/", own_views.archive_create, name="archive_create"),
    path(
        "accounts/data/download/", own_views.archive_download, name="archive_download"
    ),
    path("accounts/sessions/", own_views.session_list, name="session_list"),
    path(
        "accounts/sessions/end-others/",
        own_views.session_end_others,
        name="session_end_others",
    ),
    path(
        "accounts/sessions/<slug:mark>/end/", own_views.session_end, name="session_end"
    ),
    path(
        "accounts/password/",
        views.PasswordChange.as_view(
            form_class=forms.PasswordChangeForm,
            success_url=reverse_lazy("accounts:password_change_done"),
            template_name="accounts/password_change.html",
        ),
        name="password_change",
    ),
    path(
        "accounts/password/changed/",
        auth_views.PasswordChangeDoneView.as_view(
            template_name="accounts/password_change_done.html"
        ),
        name="password_change_done",
    ),
    path(
        "accounts/password/reset/",
        never_cache(
            limited("mail", recipient="email")(
                auth_views.PasswordResetView.as_view(
                    form_class=forms.PasswordResetForm,
                    success_url=reverse_lazy("accounts:password_reset_done"),
                    template_name="accounts/password_reset.html",
                )
            )
        ),
        name="password_reset",
    ),
    path(
        "accounts/password/reset/sent/",
        auth_views.PasswordResetDoneView.as_view(
            template_name="accounts/password_reset_done.html"
        ),
        name="password_reset_done",
    ),
    path(
        "accounts/password/reset/complete/",
        auth_views.PasswordResetCompleteView.as_view(
            template_name="accounts/password_reset_complete.html"
        ),
        name="password_reset_complete",
    ),
    path(
        "accounts/password/reset/<uidb64>/<token>/",
        views.PasswordResetConfirm.as_view(
            form_class=forms.NewPasswordForm,
            success_url=reverse_lazy("accounts:password_reset_complete"),
            template_name="accounts/password_reset_confirm.html",
        ),
        name="password_reset_confirm",
    ),
    re_path(r"^faces/(?P<seed>[0-9a-f]{12})\.svg$", faces.face, name="face"),
]
