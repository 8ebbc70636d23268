"""Files that members put on the pinboard, for everybody."""

import mimetypes

from django import forms
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, Http404
from django.shortcuts import redirect

from .people import needs_member, show

# What a browser may show in our name. A page or a drawing (SVG) may hold a script, and
# would run it as if it were ours: all else is for saving.
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}


def storage():
    # It saves nothing outside of its folder, and nothing over another file.
    return FileSystemStorage(location=settings.UPLOADS)


class FileForm(forms.Form):
    file = forms.FileField()
    name = forms.CharField(max_length=100, help_text="What to call it here.")

    def clean_name(self):
        name = self.cleaned_data["name"]
        if "/" in name or "\\" in name or name.startswith("."):
            raise forms.ValidationError("A name has no / and begins with no dot.")
        return name


@needs_member
def file_create(request):
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        # The name may come back as another one, if there is such a file already.
        name = storage().save(form.cleaned_data["name"], form.cleaned_data["file"])
        return redirect("notes:file_detail", name)
    return show(request, "notes/file_create.html", form=form)


def file_detail(request, name):
    # No folders: with the slash .. has lost its way out.
    if "/" in name or name.startswith(".") or not storage().exists(name):
        raise Http404
    kind = mimetypes.guess_type(name)[0]
    if kind in SHOWN:
        return FileResponse(storage().open(name), content_type=kind)
    return FileResponse(
        storage().open(name),
        as_attachment=True,
        content_type="application/octet-stream",
    )
