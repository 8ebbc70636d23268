from functools import wraps
from urllib.parse import urlsplit

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

from . import lockout
from .forms import ProfileForm, RegisterForm
from .models import User


def for_visitors(view):
    """Make a view send on whoever is signed in already."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.user.is_authenticated:
            return redirect(next_address(request))
        return view(request, *args, **kwargs)

    return wrapper


class Login(auth_views.LoginView):
    """Sign in by username or e-mail address."""

    def form_valid(self, form):
        response = super().form_valid(form)
        lockout.remember(response, form.get_user())
        return response


@never_cache
@for_visitors
@sensitive_post_parameters("password")
def register(request):
    """Make an account, sign its owner in and welcome them."""
    form = RegisterForm(request.POST or None)
    if form.is_valid() and limits.spend(request, "register", form):
        try:
            with transaction.atomic():
                user = form.save()
        except IntegrityError:
            # Somebody took the name or the address just now. Ask the form again:
            # it finds them, and says so beside the field.
            form.full_clean()
        else:
            login(request, user)
            messages.success(
                request, f"Welcome, {user.name}! You are signed in and may write."
            )
            return redirect(next_address(request))
    return render(
        request,
        "accounts/register.html",
        {"form": form, "next": next_address(request)},
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
    return render(request, "accounts/profile_edit.html", {"form": form})


def next_address(request):
    """Give the page that the person was on the way to, if it is one of ours."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    address = own_address(request, asked)
    doors = {reverse("accounts:login"), reverse("accounts:register")}
    return resolve_url("home") if urlsplit(address).path in doors else address
