import signal

from django.core.management.base import BaseCommand

from apps.look.queue import Worker


class Command(BaseCommand):
    help = "Do the tasks that wait in the queue, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval",
            type=float,
            default=1,
            help="seconds between two looks into an empty queue (default: 1)",
        )
        parser.add_argument(
            "--batch", action="store_true", help="end when nothing more is due"
        )
        parser.add_argument(
            "--reload",
            action="store_true",
            help="start again, between two tasks, when the code has changed",
        )

    def handle(self, *, interval, batch, reload, **options):
        worker = Worker(interval=interval, batch=batch, reload=reload)
        for number in signal.SIGTERM, signal.SIGINT, signal.SIGQUIT:
            signal.signal(number, worker.stop)
        worker.run()
