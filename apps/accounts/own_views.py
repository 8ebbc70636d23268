"""What belongs to a member: where they are signed in, their picture, their data, the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from . import avatars, departures
from .access import why_not_upload
from .models import Archive, Departure, Session
from .own_forms import AvatarForm, LeaveForm


@never_cache
@login_required
def avatar_edit(request):
    """Choose the picture that stands beside the member's words."""
    refusal = why_not_upload(request.user)
    is_sent = request.method == "POST"
    sent = [request.POST, request.FILES] if is_sent and not refusal else []
    form = AvatarForm(request, *sent)
    if form.is_valid():
        avatars.change(request.user, form.cleaned_data["picture"])
        messages.success(request, "This is your picture now.")
        return redirect("accounts:avatar_edit")
    return render(
        request,
        "accounts/avatar_edit.html",
        {"form": form, "refusal": refusal},
        status=403 if refusal and is_sent else 200,
    )


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


@never_cache
@login_required
@require_safe
def archive_detail(request):
    """Show how far the copy of the member's data has come, or where to fetch it."""
    archive = Archive.objects.filter(user=request.user).first()
    return render(request, "accounts/archive_detail.html", {"archive": archive})


@login_required
@require_POST
def archive_create(request):
    """Order a copy of the member's data."""
    Archive.objects.order(request.user)
    return redirect("accounts:archive_detail")


@never_cache
@login_required
@require_safe
def archive_download(request):
    """Send the copy of the member's data, to the member alone.

    Django sends it and not nginx: nginx takes it from here in one go and passes it
    on as slowly as need be, so that no worker waits, and the folder stays closed
    to everybody but the site.
    """
    archive = Archive.objects.filter(user=request.user).first()
    if archive is None or not archive.is_there:
        raise Http404("There is no archive to fetch.")
    try:
        file = archive.open()
    except FileNotFoundError as error:  # the database came back from a backup
        raise Http404("The archive is gone.") from error
    return FileResponse(file, as_attachment=True, filename=archive.file_name)


@never_cache
@login_required
@sensitive_post_parameters("password")
def account_delete(request):
    """Close the member's account: deleted after a week, unless they come back."""
    refusal = departures.why_not_leave(request.user)
    form = LeaveForm(request, request.POST or None)
    if not refusal and form.is_valid():
        departure = Departure.objects.begin(request.user, form.cleaned_data["content"])
        logout(request)
        messages.success(
            request,
            f"Your account is closed. Until {departure.due_at:%-d %B %Y} you can sign "
            "in and open it again; then it is deleted.",
        )
        return redirect("home")
    return render(
        request,
        "accounts/account_delete.html",
        {"form": form, "refusal": refusal},
        status=403 if refusal and request.method == "POST" else 200,
    )


@login_required
@require_POST
def account_return(request):
    """Open the member's closed account again."""
    departure = Departure.objects.filter(user=request.user).first()
    if departure and departure.undo():
        messages.success(
            request,
            "Welcome back. Your account is open, and everything is as it was. If "
            "what you wrote was to go, it appears again within a minute.",
        )
    elif request.user.deleted_at:
        messages.error(request, "It is too late: your account is being deleted.")
    return redirect("accounts:profile_edit")
