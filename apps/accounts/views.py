from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apps.look import limits
from apps.look.views import own_address, remember_theme

from . import carrying, joining, lockout
from .access import may_invite, why_not_present
from .forms import ProfileForm, RegisterForm
from .models import Invitation, Joining, User


def for_visitors(view):
    """Make a view send on whoever is signed in already."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.user.is_authenticated:
            address = next_address(request)
            carrying.deliver(request, request.user, address)
            return redirect(address)
        return view(request, *args, **kwargs)

    return wrapper


class Login(auth_views.LoginView):
    """Sign in by username or e-mail address."""

    def post(self, request, *args, **kwargs):
        if "username" in request.POST or not carrying.words_of(request):
            return super().post(request, *args, **kwargs)
        # The form of another page has come here with somebody's words: now ours.
        form = self.get_form_class()(request)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        carried = carrying.words_of(self.request)
        return super().get_context_data(**kwargs, carried=carried)

    def form_valid(self, form):
        response = super().form_valid(form)
        lockout.remember(response, form.get_user())
        carrying.deliver(self.request, form.get_user(), next_address(self.request))
        return response


class PasswordChange(auth_views.PasswordChangeView):
    """Choose a new password, the old one being asked for as at the door."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        response = super().form_valid(form)
        lockout.remember(response, form.user)
        return response


class PasswordResetConfirm(auth_views.PasswordResetConfirmView):
    """Choose a new password by the link of a letter."""

    def form_valid(self, form):
        response = super().form_valid(form)
        lockout.remember(response, form.user)
        return response


@never_cache
@for_visitors
@sensitive_post_parameters("password")
def register(request):
    """Make an account, sign its owner in, and mail a link to confirm the address.

    All that is the same for any address; joining.py says why.
    """
    asked = request.POST if request.method == "POST" else request.GET
    code = asked.get("invitation", "")
    rule, invitation = Joining.current(), Invitation.objects.by_code(code)
    refusal = rule.why_not_register(invitation)
    form = RegisterForm(
        request.POST or None, needs_approval=rule.needs_approval(invitation)
    )
    may = not refusal and form.is_valid()
    if may and limits.spend(request, "register", form):
        try:
            with transaction.atomic():
                user = form.save(invitation)
        except IntegrityError:
            # Somebody took the name just now. Ask the form again: it finds them,
            # and says so beside the field.
            form.full_clean()
        except joining.UsedUp:
            form.add_error(None, "Somebody has just used this invitation up.")
        else:
            login(request, user)
            query = urlencode({"next": next_address(request)})
            response = redirect(f"{reverse('accounts:joining_detail')}?{query}")
            lockout.remember(response, user)
            return response
    return render(
        request,
        "accounts/register.html",
        {
            "form": form,
            "next": next_address(request),
            "rule": rule,
            "invitation": invitation,
            "code": code,
            "refusal": refusal,
        },
        status=403 if refusal and request.method == "POST" else 200,
    )


@never_cache
@login_required
def profile_edit(request):
    """Change what others read about the member, and how the site looks."""
    # Not request.user itself: a form writes into its person before it refuses,
    # and the page's header would show what was refused.
    member = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=member)
    if form.is_valid():
        form.save()
        messages.success(request, "Your profile is saved.")
        response = redirect("accounts:profile_edit")
        remember_theme(request, response, form.cleaned_data["theme"])
        return response
    return render(
        request,
        "accounts/profile_edit.html",
        {
            "form": form,
            "may_invite": may_invite(request.user),
            "refusal": why_not_present(request.user),
        },
    )


def next_address(request):
    """Give the page that the person was on the way to, if it is one of ours."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    address = own_address(request, asked)
    doors = {reverse("accounts:login"), reverse("accounts:register")}
    return resolve_url("home") if urlsplit(address).path in doors else address
