"""Pictures in comments: taken by a script, and shown to those who may see them."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from apps.look import files

from . import access, pictures
from .forms import PictureForm
from .models import Picture


@require_POST
def picture_create(request):
    """Keep a picture while somebody writes, and give what shows it, as JSON.

    Without a script it comes along with the form for writing (pictures.Attached).
    """
    if why_not := access.why_not_write(request.user):
        return JsonResponse({"error": why_not}, status=403)
    form = PictureForm(request.POST, request.FILES)
    if line := pictures.take(request, form):
        return JsonResponse({"markdown": line})
    return JsonResponse({"error": pictures.sentence_of(form)}, status=400)


@require_safe
def picture_file(request, file):
    """Send a picture to who may read the words that it stands in."""
    name = file.removesuffix("-small")
    picture = get_object_or_404(Picture.objects.visible_to(request.user), name=name)
    is_small = picture.small and file != name
    return files.send(
        request, picture.small if is_small else picture.large, "image/webp"
    )
