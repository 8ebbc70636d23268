from functools import wraps

from django.contrib.auth.views import redirect_to_login


def sign_in_to_open(view):
    """Ask a visitor to sign in before a page with a form; keep what a form brings.

    A form can arrive after its session has ended. It goes on to the view, which asks
    access.py, refuses it and shows it again: nothing typed is lost.
    """

    @wraps(view)
    def asking(request, *args, **kwargs):
        if request.method != "POST" and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return asking
