from django.shortcuts import render


def csrf_failure(request, reason=""):
    """Say that the form could not be trusted, and what to do."""
    return render(request, "look/base.html", status=403)
