"""Files that members put on the pinboard, for everybody."""

import mimetypes

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import redirect

from .people import needs_member, show


@needs_member
def file_create(request):
    if request.method == "POST" and "file" in request.FILES:
        name = request.POST.get("name") or request.FILES["file"].name
        (settings.UPLOADS / name).write_bytes(request.FILES["file"].read())
        return redirect("notes:file_detail", name)
    return show(request, "notes/file_create.html")


def file_detail(request, name):
    path = settings.UPLOADS / name
    if not path.is_file():
        raise Http404
    kind = mimetypes.guess_type(name)[0]
    return FileResponse(path.open("rb"), content_type=kind or "text/plain")
