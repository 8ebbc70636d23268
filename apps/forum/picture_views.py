"""Pictures in comments: taken by a script, shown to those who may see them, and listed
for their owner.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.look import files
from apps.look.paging import keyset_page

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
@login_required
def picture_list(request):
    """Show a member their pictures, the newest first, and what room they take up."""
    own = request.user.pictures
    page = keyset_page(own.with_uses(request.user), request.GET, fields=("-id",))
    return render(
        request,
        "forum/picture_list.html",
        {"page": page, "size": own.total_size(), "quota": Picture.QUOTA},
    )


@require_POST
@login_required
def picture_delete(request, pk):
    """Delete a picture that stands in nothing of its owner's."""
    picture = get_object_or_404(request.user.pictures, pk=pk)
    if picture.give_up():
        messages.success(request, "The picture is gone.")
    else:
        messages.warning(
            request,
            "The picture stands in a comment, in what it was before, or in a draft. "
            "Take it out there first.",
        )
    return redirect("forum:picture_list")


@require_safe
def picture_file(request, file):
    """Send a picture to who may read the words that it stands in."""
    name = file.removesuffix("-small")
    picture = get_object_or_404(Picture.objects.visible_to(request.user), name=name)
    is_small = picture.small and file != name
    return files.send(
        request, picture.small if is_small else picture.large, "image/webp"
    )
