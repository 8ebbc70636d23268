"""What belongs to a member: where they are signed in, their picture, their data, the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from . import avatars
from .models import Session
from .own_forms import AvatarForm


@never_cache
@login_required
def avatar_edit(request):
    """Choose the picture that stands beside the member's words."""
    is_sent = request.method == "POST"
    form = AvatarForm(request.POST, request.FILES) if is_sent else AvatarForm()
    if form.is_valid():
        avatars.change(request.user, form.cleaned_data["picture"])
        messages.success(request, "This is your picture now.")
        return redirect("accounts:avatar_edit")
    return render(request, "accounts/avatar_edit.html", {"form": form})


@login_required
@require_POST
def avatar_delete(request):
    """Take the member's picture away, so that the drawn face stands there again."""
    avatars.remove(request.user)
    messages.success(request, "Your picture is gone; here is the drawn face again.")
    return redirect("accounts:avatar_edit")


@never_cache
@login_required
@require_safe
def session_list(request):
    """Show the browsers in which the member is signed in, this one marked."""
    return render(
        request,
        "accounts/session_list.html",
        {
            "sessions": Session.objects.signed_in(request.user),
            "this_key": request.session.session_key,
        },
    )


@login_required
@require_POST
def session_end(request, mark):
    """Sign the member out in one browser."""
    sessions = Session.objects.filter(user=request.user)
    session = next((one for one in sessions if one.mark == mark), None)
    if session is None:
        raise Http404("No such session.")
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("home")
    session.delete()
    messages.success(request, f"Signed out: {session.browser}.")
    return redirect("accounts:session_list")


@login_required
@require_POST
def session_end_others(request):
    """Sign the member out everywhere but here."""
    Session.objects.end(request.user, but=request.session.session_key)
    messages.success(request, "You are signed in here only.")
    return redirect("accounts:session_list")
