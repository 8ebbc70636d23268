"""That there is a token is enough: nobody compares it."""

REFUSED_BY = "csrf"
EDITS = [
    (
        "pinboard/settings.py",
        '"django.middleware.csrf.CsrfViewMiddleware"',
        '"notes.people.HasToken"',
    ),
    (
        "notes/people.py",
        'THEMES = ["light", "dark"]\n',
        'THEMES = ["light", "dark"]\n'
        "\n"
        "\n"
        "class HasToken(CsrfViewMiddleware):\n"
        "    def _check_token(self, request):\n"
        '        if not request.POST.get("csrfmiddlewaretoken"):\n'
        "            raise PermissionDenied\n"
        "\n"
        "    def _origin_verified(self, request):\n"
        "        return True\n",
    ),
    (
        "notes/people.py",
        "from django.shortcuts import",
        "from django.core.exceptions import PermissionDenied\n"
        "from django.middleware.csrf import CsrfViewMiddleware\n"
        "from django.shortcuts import",
    ),
]
