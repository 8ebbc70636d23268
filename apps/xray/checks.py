"""What can be wrong with the two lines in the settings."""

from django.conf import settings
from django.core.checks import Warning, register

PATH = f"{__package__}.middleware.xray"


@register()
def middleware_is_first(app_configs, **kwargs):
    """Say so if layers stand outside of X-ray, which cannot see them."""
    layers = list(settings.MIDDLEWARE)
    if PATH not in layers:
        hint = f"Put {PATH!r} first in MIDDLEWARE."
        return [Warning("X-ray records nothing.", hint=hint, id="xray.W001")]
    if layers[0] != PATH:
        hint = "Put it first in MIDDLEWARE."
        message = "X-ray does not see the layers outside of it."
        return [Warning(message, hint=hint, id="xray.W002")]
    return []
