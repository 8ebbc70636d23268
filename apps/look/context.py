from . import identity

THEMES = {"light", "dark"}


def site(request):
    """What every template may show: the site's identity and the reader's theme."""
    return identity.current().as_context() | {"theme": theme_of(request)}


def theme_of(request):
    """Give "light", "dark", or nothing where the device decides.

    A member's choice goes with the member; a guest's is in a cookie.
    """
    theme = getattr(getattr(request, "user", None), "theme", "")
    return theme if theme in THEMES else theme_of_cookie(request)


def theme_of_cookie(request):
    """The same for whoever it is: no member is looked up."""
    theme = request.COOKIES.get("theme")
    return theme if theme in THEMES else ""
