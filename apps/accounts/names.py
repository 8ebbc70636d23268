"""Which names nobody may take, because they would pass for somebody or something."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError

from .confusables import mixed_scripts, skeleton
from .models import User

# A name stands in addresses and beside words. So none may be read as an office of
# the site, as everybody at once, as nobody, or as a page. A test compares the pages
# with the URLconf.
OFFICES = """
    abuse admin administration administrator administrators bot contact founder help
    helpdesk hostmaster info mailer-daemon maintainer mod moderation moderator
    moderators mods no-reply noreply official owner postmaster root security staff
    superuser support sysadmin system team webmaster
"""
EVERYBODY_AND_NOBODY = """
    all anonymous channel deleted deleted-member everybody everyone guest guests here
    me members member myself nobody none null someone undefined unknown user users
    visitor you
"""
PAGES = """
    about account accounts admin api archive attempts avatar board boards bookmarks class classes close comment
    comments confirm contact create delete drafts edit email export faces favicon feed
    files forum glossary groups healthz help hide home imprint index invitations join joining key labs
    learn legal log login logout mail media members messages moderation new
    notifications page pages password preferences privacy profile readyz register reply
    report reports restore review robots rules search sessions settings shortcuts sign-in
    sign-up signin signup sitemap static styleguide tags terms theme topic topics undo
    unsubscribe www xray
"""
# What makes a name an office wherever it stands in it: Ada (Moderator).
RANKS = ["admin", "administrator", "administrators", "moderator", "moderators"]
WORD = re.compile(r"[^\W_]+")
RESERVED = frozenset(f"{OFFICES} {EVERYBODY_AND_NOBODY} {PAGES}".split())


def validate_unmistakable(name):
    """Refuse a name that passes for an office, a page or the site, or mixes scripts."""
    if skeleton(name) in _reserved_skeletons():
        raise reserved()
    validate_one_script(name)


def validate_display(name, member):
    """Refuse a display name that passes for an office, for nobody or for the staff.

    Two Annas may both be Anna. But what stands beside words must not lend them an
    office: signs and spaces make no difference, nor does a name before the office.
    The staff may say what they are.
    """
    plain = letters_of(name)
    kept = {*EVERYBODY_AND_NOBODY.split(), settings.SITE_NAME}
    if not member.is_staff:
        kept.update(OFFICES.split())
        words = {letters_of(word) for word in WORD.findall(name)}
        if words & set(map(letters_of, RANKS)):
            raise reserved()
    if plain in map(letters_of, kept):
        raise reserved()
    for word in WORD.findall(name):
        validate_one_script(word)
    validate_unlike_staff(name, member)


def validate_unlike_staff(name, member):
    """Refuse a name that can be taken for a username or a name of the staff's."""
    plain = letters_of(name)
    staff = User.objects.active().filter(is_staff=True).exclude(pk=member.pk)
    for names in staff.values_list("username", "display_name"):
        if plain and plain in map(letters_of, names):
            raise ValidationError(
                "This name looks like that of somebody of the site’s staff. "
                "Please choose one that is easier to tell from it.",
                code="look_alike",
            )


def validate_one_script(name):
    """Refuse a word in letters of several scripts that do not belong together."""
    if scripts := mixed_scripts(name):
        raise ValidationError(
            f"Please use the letters of one script: these are {' and '.join(scripts)}, "
            "and some of them look alike.",
            code="mixed_scripts",
        )


def reserved():
    return ValidationError("This name is kept for the site itself.", code="reserved")


def letters_of(name):
    """Give the skeleton of a name without its signs and spaces."""
    shapes = skeleton(unicodedata.normalize("NFKC", name))
    return "".join(c for c in shapes if unicodedata.category(c)[0] in "LMN")


def _reserved_skeletons():
    words = RESERVED | {settings.SITE_NAME}
    return {skeleton(word) for word in words}
