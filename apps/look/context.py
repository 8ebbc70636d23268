from django.conf import settings


def site(request):
    """What every template may show: the site's name and the reader's theme."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "theme": request.COOKIES.get("theme", ""),
    }
