from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from . import bulk
from .models import Batch

# Longer than a request lives: a small batch is done there, and what its end
# interrupts is found here.
AFTER = timedelta(minutes=2)


@task
def work_batch(pk):
    """Go on with a batch for a while, then let others in the queue go first."""
    if not bulk.work(Batch.objects.get(pk=pk)):
        work_batch.enqueue(pk)


def look_after(batch):
    """Have a batch done, or ended should the request that does it not live."""
    is_small = batch.gathered_at and batch.found <= bulk.FEW
    due = timezone.now() + AFTER if is_small else None
    work_batch.using(run_after=due).enqueue(batch.pk)
