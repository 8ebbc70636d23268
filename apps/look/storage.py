from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Static files under hashed names, each name worked out once a process."""

    @cache  # noqa: B019 (there is one storage, as long as the process)
    def url(self, name, force=False):
        return super().url(name, force)
