"""Files that not everybody may fetch: a view decides, nginx sends."""

from urllib.parse import quote

from django.http import Http404, HttpResponse


def send(request, file, content_type):
    """Answer with a file of the storage "checked", which cannot run whatever it holds.

    nginx tells where it can reach these files (CHECKED_FILES, a uwsgi_param: no
    client can say it), and sends the file itself, so that no worker waits for a slow
    reader. Where nginx is not in front, the file comes from here, with the headers
    that nginx would add.
    """
    folder = request.META.get("CHECKED_FILES")
    if folder:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = folder + quote(file.name)
    else:
        try:
            with file.open("rb"):
                response = HttpResponse(file.read(), content_type=content_type)
        except FileNotFoundError as error:  # the database came back from a backup
            raise Http404("The file is gone.") from error
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    # A moderator may hide it: an hour, and only in the reader's browser.
    response["Cache-Control"] = "private, max-age=3600"
    return response
