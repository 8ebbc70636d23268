"""Which usernames nobody may take, because they would pass for somebody or something."""

from django.conf import settings
from django.core.exceptions import ValidationError

from .confusables import mixed_scripts, skeleton

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
    about account accounts admin api archive avatar board boards bookmarks close
    comment comments confirm contact create delete drafts edit email export faces feed
    forum groups healthz help home hide imprint index invitations join joining labs
    learn legal log login logout mail media members messages moderation new
    notifications page pages password preferences privacy profile readyz register
    reply report reports restore robots rules search sessions settings sign-in sign-up
    signin signup static styleguide tags terms theme topic topics undo unsubscribe www
    xray
"""
RESERVED = frozenset(f"{OFFICES} {EVERYBODY_AND_NOBODY} {PAGES}".split())


def validate_unmistakable(name):
    """Refuse a name that passes for an office, a page or the site, or mixes scripts."""
    if skeleton(name) in _reserved_skeletons():
        raise ValidationError("This name is kept for the site itself.", code="reserved")
    if scripts := mixed_scripts(name):
        raise ValidationError(
            f"Please use the letters of one script: these are {' and '.join(scripts)}, "
            "and some of them look alike.",
            code="mixed_scripts",
        )


def _reserved_skeletons():
    words = RESERVED | {settings.SITE_NAME}
    return {skeleton(word) for word in words}
