"""Views that do on a GET what no GET should; what a replay must keep from happening."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.mail import EmailMessage, send_mail, send_mass_mail
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from django_tasks import task

INSERT = "INSERT INTO auth_group (name) VALUES (%s)"
# Where they leave files; a test puts a folder of its own here.
folder = tempfile.gettempdir()
listening = None  # the address of somebody whom they call
LETTER = ("Hello", "Text", "a@example.org", ["b@example.org"])


def name():
    return f"hostile {uuid4()}"


def raw(request):
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [name()])


def many(request):
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [[name()], [name()]])


def created(request):
    Group.objects.create(name=name())


def with_insert(request):
    with connection.cursor() as cursor:
        cursor.execute(f"WITH one AS (SELECT 1) {INSERT}", [name()])


def updated(request):
    assert Group.objects.filter(name="kept").update(name="changed") == 1


def deleted(request):
    Group.objects.filter(name="kept").delete()


def inner_transaction(request):
    with transaction.atomic():
        raw(request)
        with transaction.atomic():
            raw(request)


def durable(request):
    with transaction.atomic(durable=True):
        raw(request)


def committed(request):
    """End the transaction in a string, and write behind it."""
    with connection.cursor() as cursor:
        with contextlib.suppress(DatabaseError):
            cursor.execute("COMMIT")
        cursor.execute(INSERT, [name()])


def autocommit(request):
    with contextlib.suppress(transaction.TransactionManagementError):
        transaction.set_autocommit(True)
    raw(request)


def past_django(request):
    """Use the driver's own connection, which no wrapper of Django's sees."""
    connection.ensure_connection()
    mark = "?" if connection.vendor == "sqlite" else "%s"
    driver = connection.connection
    with contextlib.suppress(Exception):
        driver.execute("COMMIT")
    driver.execute(INSERT.replace("%s", mark), [name()])
    driver.commit()


def closing(request):
    connection.close()
    connections.close_all()
    raw(request)


def copied(request):
    """Write on a connection like this one, which nobody has sealed."""
    copy = connection.copy()
    try:
        with copy.cursor() as cursor:
            cursor.execute(INSERT, [name()])
    finally:
        copy.close()


def driven(request):
    """Write on a connection that Django knows nothing of."""
    connection.ensure_connection()
    own = connection.Database.connect(**connection.get_connection_params())
    mark = "?" if connection.vendor == "sqlite" else "%s"
    own.execute(INSERT.replace("%s", mark), [name()])
    own.commit()
    own.close()


def later(request):
    transaction.on_commit(lambda: send_mail(*LETTER))
    transaction.on_commit(lambda: Group.objects.create(name=name()))
    raw(request)


def letters(request):
    send_mail(*LETTER)
    EmailMessage(*LETTER).send()
    assert send_mass_mail([LETTER, LETTER]) == 2


def cached(request):
    cache.set("hostile", name())
    cache.add(name(), 1)
    cache.set_many({name(): 1})
    assert cache.get_or_set(name(), lambda: 5) == 5
    cache.delete("kept")


def session(request):
    request.session["hostile"] = name()


def message(request):
    messages.info(request, name())


@task()
def nothing_much():
    """Be a task."""


def queued(request):
    nothing_much.enqueue()


def file(request):
    Path(folder, name()).write_text("hostile")


def folder_made(request):
    os.mkdir(Path(folder, name()))


def called(request):
    socket.create_connection(listening).close()


def process(request):
    touch = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()"
    subprocess.run([sys.executable, "-c", touch, str(Path(folder, name()))], check=True)


def thread(request):
    """Write on a connection that nobody has sealed."""

    def write():
        Group.objects.create(name=name())
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()


def streamed(request):
    def chunks():
        yield "one"
        raw(request)
        yield "two"

    return StreamingHttpResponse(chunks())


def stream_that_asks_back(request):
    def chunks():
        yield "one"
        Group.objects.create(name=name())
        yield "two"

    return StreamingHttpResponse(chunks())


def slow(request):
    for _ in range(200):
        time.sleep(0.001)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")


async def awaiting(request):
    await Group.objects.filter(name="kept").aupdate(name="changed")
    return HttpResponse()


def answered(view):
    """Let a view that returns nothing answer."""

    def answer(request):
        return view(request) or HttpResponse("done")

    return answer


VIEWS = [
    raw, many, created, with_insert, updated, deleted, inner_transaction, durable,
    committed, autocommit, past_django, closing, copied, driven, later, letters, cached, session,
    message, queued, file, folder_made, called, process, thread, streamed,
    stream_that_asks_back, slow,
]  # fmt: skip
urlpatterns = [path(f"{view.__name__}/", answered(view)) for view in VIEWS]
urlpatterns.append(path("awaiting/", awaiting))
