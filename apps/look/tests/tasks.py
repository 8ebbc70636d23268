"""Tasks that only tests put into the queue."""

import sys
import time

from django_tasks import task

from apps.look import mail

calls = []


@task
def note(word):
    calls.append(word)
    return word.upper()


@task
def fail(message="No such luck."):
    raise RuntimeError(message)


@task
def sleep(seconds):
    time.sleep(seconds)


@task
def leave():
    sys.exit("as if it were a script")


@task
def return_a_set():
    calls.append("set")
    return {1}


@task(takes_context=True)
def send_letter(context, to):
    result = context.task_result
    mail.send(to=to, subject="Hello", text="Hello.\n", message_id=result.id)
