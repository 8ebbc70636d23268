from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from . import mail
from .context import theme_of
from .forms import ThemeForm
from .specimens import specimens

# static/js/shortcuts.js does them, where a page has what they lead to.
SHORTCUTS = [
    (["j"], "The next comment, or the next row of a list"),
    (["k"], "The one before"),
    (["u"], "The next unread topic"),
    (["r"], "Write an answer"),
    (["/"], "Search"),
    (["g", "h"], "The home page"),
    (["g", "f"], "The forum"),
    (["g", "l"], "The course"),
    (["g", "u"], "What is unread"),
    (["g", "b"], "Your bookmarks"),
    (["g", "p"], "Your page"),
    (["g", "m"], "The members"),
    (["?"], "This list"),
]
YEAR = 365 * 24 * 3600


def theme_edit(request):
    """Choose light, dark, or what the device says."""
    form = ThemeForm(
        request.POST or None,
        initial={
            "theme": theme_of(request) or "system",
            "next": request.GET.get("next", ""),
        },
    )
    if form.is_valid():
        response = redirect(own_address(request, form.cleaned_data["next"]))
        remember_theme(request, response, form.cleaned_data["theme"])
        return response
    return render(request, "look/theme_edit.html", {"form": form})


@require_safe
def shortcut_list(request):
    """Show the keys that do something, and how to switch them off."""
    return render(request, "look/shortcut_list.html", {"shortcuts": SHORTCUTS})


def styleguide(request):
    """Show every component once; in debug only."""
    if not settings.DEBUG:
        raise Http404("The style guide is for development.")
    return render(request, "look/styleguide.html", specimens())


def mail_list(request):
    """Show the letters that the site has sent, the newest first; in debug only."""
    if not settings.DEBUG:
        raise Http404("Letters are shown in development only.")
    return render(request, "look/mail_list.html", {"letters": mail.kept_letters()})


def mail_detail(request, name):
    """Show one letter as its reader and its mail program see it; in debug only."""
    letter = mail.kept_letter(name) if settings.DEBUG else None
    if letter is None:
        raise Http404("There is no letter of this name.")
    return render(request, "look/mail_detail.html", {"letter": letter})


def own_address(request, address):
    """Give back an address that is ours, or the home page's."""
    # Without a slash, redirect() would take it for the name of a view.
    is_path = address.startswith("/")
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_path and ours else resolve_url("home")


def remember_theme(request, response, theme):
    """Keep the choice: in a cookie, and with the member who made it."""
    if theme == "system":
        response.delete_cookie("theme", samesite="Lax")
    else:
        response.set_cookie(
            "theme",
            theme,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    if request.user.is_authenticated:
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
