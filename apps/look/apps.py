from django.apps import AppConfig
from django.conf import settings


class LookConfig(AppConfig):
    name = "apps.look"

    def ready(self):
        # Not above: it has a model, and models come after apps.
        from .limits import scales

        scales(settings.LIMITS)  # a slip in it stops the start, and not a visitor
