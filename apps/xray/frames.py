"""What stands around X-ray's pages."""

from django.conf import settings

FRAME = "xray/base.html"


def frame():
    """Name the template that X-ray's pages extend: the site's own, or a plain one."""
    return getattr(settings, "XRAY_BASE", "") or FRAME
