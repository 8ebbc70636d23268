"""What a member does with the announcements on top."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from apps.look.limits import limited
from apps.look.views import own_address

from .models import Announcement, Dismissal


@require_POST
@login_required
@limited("mark")
def announcement_dismiss(request, pk):
    """Put an announcement away for this member."""
    announcement = get_object_or_404(Announcement, pk=pk)
    row = Dismissal(member=request.user, announcement=announcement)
    Dismissal.objects.bulk_create([row], ignore_conflicts=True)
    return redirect(own_address(request, request.POST.get("next", "")))
