from django.conf import settings


def site(request):
    """What every template may show: the site's identity and the reader's theme."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "theme": theme_of(request),
    }


def theme_of(request):
    """Give "light", "dark", or nothing where the device decides.

    A member's choice goes with the member; a guest's is in a cookie.
    """
    own = getattr(getattr(request, "user", None), "theme", "")
    for theme in (own, request.COOKIES.get("theme")):
        if theme in {"light", "dark"}:
            return theme
    return ""
