"""Sitemaps (sitemaps.org): every topic's address, for those who search the web.

A part holds the topics of 10,000 ids. So no part moves when a topic is added, and
none costs more than another: Django's own sitemaps count all rows, and cut the
last part out by an OFFSET of a million.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.flatpages.models import FlatPage
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from .models import Board, Topic

SIZE = 10_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
GUEST = AnonymousUser()


@require_safe
def sitemap_index(request):
    """Name the parts of the sitemap."""
    parts = [reverse("forum:sitemap_topics", args=[n]) for n in range(last_part() + 1)]
    return answer("sitemap", "sitemapindex", [reverse("forum:sitemap_places"), *parts])


@require_safe
def sitemap_places(request):
    """Give the addresses that are few: the home page, the boards, the house rules.

    And those of other apps, such as lessons: settings.SITEMAP names what gives them.
    """
    boards = [board.get_absolute_url() for board in Board.objects.open_to(GUEST)]
    pages = FlatPage.objects.filter(sites=settings.SITE_ID, registration_required=False)
    words = [page.get_absolute_url() for page in pages.order_by("url")]
    lists = [reverse("home"), reverse("forum:board_list"), reverse("forum:topic_list")]
    others = [each for name in settings.SITEMAP for each in import_string(name)()]
    return answer("url", "urlset", [*lists, *boards, *words, *others])


@require_safe
def sitemap_topics(request, part):
    """Give the topics of 10,000 ids that guests may read, and when each last changed."""
    if part > last_part():
        raise Http404("The sitemap has no such part.")
    topics = Topic.objects.visible_to(GUEST).order_by("pk")
    topics = topics.filter(pk__gte=part * SIZE, pk__lt=(part + 1) * SIZE)
    topics = topics.only("last_comment_at")
    return answer(
        "url",
        "urlset",
        [topic.get_absolute_url() for topic in topics],
        [topic.last_comment_at for topic in topics],
    )


def last_part():
    newest = Topic.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return newest // SIZE


def answer(element, root, paths, moments=None):
    """Write the XML. Paths hold nothing that would need escaping; a test agrees."""
    changed = [
        f"<lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod>" for moment in moments or ()
    ]
    lines = [
        f"<{element}><loc>{settings.SITE_URL}{path}</loc>{lastmod}</{element}>"
        for path, lastmod in zip(paths, changed or [""] * len(paths), strict=True)
    ]
    head = '<?xml version="1.0" encoding="utf-8"?>'
    text = "\n".join([head, f'<{root} xmlns="{NAMESPACE}">', *lines, f"</{root}>", ""])
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
