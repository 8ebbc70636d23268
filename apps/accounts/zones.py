from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone


def zone_called(name):
    """Give the time zone of this name, or the site's."""
    try:
        return ZoneInfo(name) if name else timezone.get_default_timezone()
    except ZoneInfoNotFoundError:  # chosen where another machine knew it
        return timezone.get_default_timezone()
