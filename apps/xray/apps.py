from django.apps import AppConfig


class XrayConfig(AppConfig):
    name = __name__.rpartition(".")[0]
    label = "xray"
    verbose_name = "X-ray"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Not above: they need the settings, and models come after apps.
        from . import access, checks  # noqa: F401 checks register themselves
        from .install import install

        if access.mode() != "off":
            install()
