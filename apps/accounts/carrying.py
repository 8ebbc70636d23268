"""Words that come along when somebody signs in.

A session can end while its owner writes. The form that is then sent cannot be
published, so its page offers to go on to signing in, and sends the words there. They
travel with that page's form, wrong passwords included, and are kept nowhere until
somebody is signed in. Then settings.CARRIED takes them: a function of the member,
the address of the form's page, and the words by their fields' names.
"""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

FIELDS = ("title", "text", "form_key")


def words_of(request):
    """Give the words that a form has brought along, by the names of its fields."""
    return {name: text for name in FIELDS if (text := request.POST.get(name))}


def deliver(request, user, address):
    """Hand over what the request brings along, now that it is known whose it is."""
    words = words_of(request)
    if not words.keys() & {"title", "text"}:
        return
    try:
        import_string(settings.CARRIED)(user, address, words)
    except Exception:  # who has signed in is signed in
        logger.exception("Words that were brought along could not be kept.")
