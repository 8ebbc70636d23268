from datetime import tzinfo

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property

from .zones import zone_called


def sessions(get_response):
    """Let a session know which browser carries it, and when it was last seen."""

    def middleware(request):
        request.session.meta = request.META
        response = get_response(request)
        request.session.note_seen()
        return response

    return middleware


def time_zone(get_response):
    """Show a member's pages in the member's own time zone."""

    def middleware(request):
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        with timezone.override(ZoneOfReader(request)):
            return get_response(request)

    return middleware


class ZoneOfReader(tzinfo):
    """The zone that the reader chose, looked up when the first time is shown.

    So a page without times asks nothing, and an error page can say that the
    database is away.
    """

    def __init__(self, request):
        self.request = request

    @cached_property
    def zone(self):
        return zone_called(getattr(self.request.user, "time_zone", ""))

    def fromutc(self, moment):
        shown = self.zone.fromutc(moment.replace(tzinfo=self.zone))
        return shown.replace(tzinfo=self)

    def utcoffset(self, moment):
        return self.zone.utcoffset(moment)

    def dst(self, moment):
        return self.zone.dst(moment)

    def tzname(self, moment):
        return self.zone.tzname(moment)

    def __str__(self):
        return str(self.zone)
