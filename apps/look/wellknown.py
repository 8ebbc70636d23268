"""Files that programs ask every site for, by addresses that nobody links to."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

# A promise that somebody still reads the address; RFC 9116 wants less than a year.
GOOD_FOR = timedelta(days=180)
# No empty line between them: for some crawlers it ends what belongs to the agent.
ROBOTS = """\
# Read what people wrote here; the sitemap names each topic. Please leave out the rest.
User-agent: *
# Each search is work for the database, and finds what the topics show.
Disallow: /forum/search/
# Each of these leads on to its place in a topic, or tells more of one comment there.
Disallow: /forum/comments/
# The same members in other orders; their pages are welcome.
Disallow: /members/?name=
Disallow: /members/?order=
# Public, but nobody's name should be looked up in it from outside.
Disallow: /moderation/
# Forms, each with another address to come back to.
Disallow: /accounts/
Disallow: /theme/

Sitemap: {site}/sitemap.xml
"""
SECURITY = """\
# Have you found a hole in this site? Thank you for telling us first.
Contact: {contact}
Expires: {expires}
Preferred-Languages: en
Canonical: {site}/.well-known/security.txt
"""


@require_safe
def robots(request):
    """Say what crawlers need not read (RFC 9309), and where the sitemap is."""
    return as_text(ROBOTS.format(site=settings.SITE_URL))


@require_safe
def security(request):
    """Say whom to tell about a hole in this site (RFC 9116), if its owner says so."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404("The owner of this site names no contact for security.")
    # A day's midnight, so that the text is the same for a whole day.
    day = datetime.combine(timezone.now().date() + GOOD_FOR, time.min, UTC)
    return as_text(
        SECURITY.format(
            contact=as_address(contact),
            expires=f"{day:%Y-%m-%dT%H:%M:%SZ}",
            site=settings.SITE_URL,
        )
    )


@require_safe
def favicon(request):
    """Lead to the site's mark: browsers ask here where no page names one (a feed, a 404)."""
    return redirect(static("img/favicon.svg"))


def as_address(contact):
    """Give a contact as the URI that the standard wants, also a bare mailbox."""
    return contact if ":" in contact else f"mailto:{contact}"


def as_text(words):
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
