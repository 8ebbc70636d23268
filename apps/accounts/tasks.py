from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task

from apps.look import mail

from . import departures
from .archives import moment
from .models import Archive, Departure, User


@task(takes_context=True)
def send_password_reset(context, address):
    """Mail a link that sets a new password, if an account has this address.

    The queue keeps only what was typed. Looking up the account and making the
    link wait until now, so that the request took as long for any address, and
    no row of the queue opens an account.
    """
    user = User.objects.reachable_at(address).first()
    if user is None or not user.has_usable_password():
        return
    link = settings.SITE_URL + reverse(
        "accounts:password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    mail.send(
        # Not the address that was typed: it may only look like this one.
        to=user.email,
        subject=f"A new password for {user.username} at {settings.SITE_NAME}",
        text=render_to_string(
            "accounts/mail/password_reset.txt",
            {
                "user": user,
                "link": link,
                "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
                "SITE_NAME": settings.SITE_NAME,
                "SITE_URL": settings.SITE_URL,
            },
        ),
        message_id=str(context.task_result.id),
    )


@task()
def make_archive(archive_pk):
    """Make a member's archive, and let the next task say that it is there."""
    archive = Archive.objects.filter(pk=archive_pk).select_related("user").first()
    if archive is None or archive.made_at:
        return
    size = archive.make()
    with transaction.atomic():
        if archive.finish(size):
            send_archive_ready.enqueue(archive.pk)


@task(takes_context=True)
def send_archive_ready(context, archive_pk):
    """Mail that the archive can be fetched. The link opens a page, not the file."""
    archive = Archive.objects.filter(pk=archive_pk).select_related("user").first()
    if archive is None or not archive.made_at or not archive.user.email:
        return
    send(
        context,
        archive.user,
        subject=f"Your data from {settings.SITE_NAME} can be fetched",
        template="accounts/mail/archive_ready.txt",
        link=settings.SITE_URL + reverse("accounts:archive_detail"),
        until=moment(archive.expires_at),
    )


@task()
def settle_departure(user_pk):
    """Let each app hide the words of a member who leaves, or show them again."""
    departures.settle(User.objects.get(pk=user_pk))


@task(takes_context=True)
def send_departure(context, departure_pk):
    """Mail that an account is closed, what happens next, and how to come back."""
    departure = Departure.objects.filter(pk=departure_pk).select_related("user").first()
    if departure is None or not departure.user.email:
        return
    send(
        context,
        departure.user,
        subject=f"Your account at {settings.SITE_NAME} is closed",
        template="accounts/mail/departure.txt",
        goes=departure.content == Departure.Content.GOES,
        link=settings.SITE_URL + reverse("accounts:login"),
        until=moment(departure.due_at),
    )


def send(context, user, *, subject, template, **words):
    """Send a member a letter that is written in a template."""
    words |= {
        "user": user,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    mail.send(
        to=user.email,
        subject=subject,
        text=render_to_string(template, words),
        message_id=str(context.task_result.id),
    )
