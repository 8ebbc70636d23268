from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from apps.look.paging import keyset_page

from . import letters
from .forms import PreferenceForm
from .models import Notification, Preference, visible

UNREAD = "unread"


@login_required
@require_safe
def notification_list(request):
    """Show what the member was told, the newest first, or only what is unread.

    What has been closed to the member since is left out, and taken as read: the
    number in the header must not tell of it either.
    """
    only = UNREAD if request.GET.get("show") == UNREAD else ""
    notices = request.user.notifications.with_people()
    if only:
        notices = notices.unread()
    page = keyset_page(notices, request.GET, fields=("-created_at", "-id"))
    shown = visible(page.rows, request.user)
    if gone := {n.pk for n in page if not n.is_read} - {n.pk for n in shown}:
        Notification.objects.filter(pk__in=gone).read_by(request.user)
    return render(
        request,
        "notifications/notification_list.html",
        {"page": page, "notices": shown, "only": only},
    )


@login_required
@require_safe
def notification_detail(request, pk):
    """Lead to what a notice is about, and mark it as read."""
    notices, notice = find_notice(request, pk)
    notices.read_by(request.user)
    return redirect(notice.place)


@login_required
@require_POST
def notification_read(request, pk):
    """Mark one notice as read."""
    notices, _ = find_notice(request, pk)
    notices.read_by(request.user)
    return redirect("notifications:notification_list")


@login_required
@require_POST
def notification_read_all(request):
    """Mark everything as read."""
    request.user.notifications.all().read_by(request.user)
    return redirect("notifications:notification_list")


@never_cache
@login_required
def preference_edit(request):
    """Choose what is mailed: at once, once a week, or not at all."""
    preference = Preference.of(request.user)
    form = PreferenceForm(request.POST or None, instance=preference)
    if form.is_valid():
        form.save()
        messages.success(request, "Your choices are saved.")
        return redirect("notifications:preference_edit")
    return render(request, "notifications/preference_edit.html", {"form": form})


# Without Django's token: RFC 8058 lets a mail provider's server send this form, which
# has no page and no cookie to take a token from. The signed address is the proof, and
# the form does nothing but stop letters.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_unsubscribe(request, token):
    """Stop letters of one sort by the button of a letter's link; nobody signs in."""
    found = letters.read_token(token)
    if found and request.method == "POST":
        member, choice = found
        Preference.of(member).stop(choice)
    return render(
        request,
        "notifications/mail_unsubscribe.html",
        {
            "is_known": bool(found),
            "is_done": request.method == "POST",
            "what": letters.in_words(found[1]) if found else "",
        },
        status=200 if found else 404,
    )


def find_notice(request, pk):
    """Find one of the reader's notices, about something that they may see."""
    notices = request.user.notifications.filter(pk=pk)
    seen = visible(list(notices), request.user)
    if not seen:
        raise Http404("There is no such notice.")
    return notices, seen[0]
