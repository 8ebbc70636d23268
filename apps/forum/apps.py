from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ForumConfig(AppConfig):
    name = "apps.forum"

    def ready(self):
        from . import search_index  # imports nothing of ours, but needs the apps

        post_migrate.connect(search_index.repair, sender=self)
