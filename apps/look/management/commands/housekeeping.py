from django.core.management.base import BaseCommand, CommandError

from apps.look import housekeeping


class Command(BaseCommand):
    help = "Do every chore that is due (settings.HOUSEKEEPING). Run it each minute."

    def handle(self, **options):
        try:
            failed = housekeeping.run()
        except housekeeping.AlreadyRunning as other:
            self.stdout.write(f"Nothing done: {other} is doing the housekeeping.")
            return
        if failed:
            raise CommandError(f"These chores failed: {', '.join(failed)}.")
