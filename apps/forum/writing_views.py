"""What helps those who write: names to choose from."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.look import limits

from . import access
from .models.topic import FACE

NAME_LENGTH = 30
NAMES = 8


@require_safe
def name_list(request):
    """Give, as JSON, the members that ?begins= may mean, the lately active first."""
    if why_not := access.why_not_write(request.user):
        raise PermissionDenied(why_not)
    begins = request.GET.get("begins", "")[:NAME_LENGTH]
    members = User.objects.none()
    if begins and limits.spend(request, "names"):
        members = User.objects.listed().known_as(begins).only(*FACE)
    names = [
        {"username": member.username, "name": member.name, "face": member.face_url}
        for member in members.order_by("-active_at", "-id")[:NAMES]
    ]
    return JsonResponse({"names": names})
