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
from .models import Archive, Confirmation, Departure, User


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
    send(
        context,
        # Not the address that was typed: it may only look like this one.
        to=user.email,
        subject=f"A new password for {user.username} at {settings.SITE_NAME}",
        letter="password_reset",
        user=user,
        link=link,
        hours=settings.PASSWORD_RESET_TIMEOUT // 3600,
    )


@task(takes_context=True)
def send_confirmation(context, pk):
    """Mail the link that confirms an address, or tell its owner that somebody tried.

    Only here is looked whether the address has an account: who asked for the
    letter does not see which one it was.
    """
    confirmation = Confirmation.objects.open().filter(pk=pk).first()
    if confirmation is None:
        return
    member, key = confirmation.member, confirmation.address_key
    owner = User.objects.filter(email_key=key).exclude(pk=member.pk).first()
    if owner is None:
        is_new = member.confirmed_at is None
        send(
            context,
            to=confirmation.address,
            subject=f"Confirm your address at {settings.SITE_NAME}",
            letter="confirmation" if is_new else "confirmation_of_change",
            user=member,
            link=confirmation.link,
            days=Confirmation.LINK.days,
        )
    elif owner.is_active:
        send(
            context,
            to=owner.email,
            subject=f"You have an account at {settings.SITE_NAME} already",
            letter="address_taken",
            user=owner,
            login=settings.SITE_URL + reverse("accounts:login"),
            reset=settings.SITE_URL + reverse("accounts:password_reset"),
        )


@task(takes_context=True)
def send_address_changed(context, pk):
    """Tell the address before that it has been changed, with a way back."""
    change = Confirmation.objects.undoable().filter(pk=pk).first()
    if change:
        send(
            context,
            to=change.previous,
            subject=f"Your address at {settings.SITE_NAME} was changed",
            letter="address_changed",
            user=change.member,
            link=change.way_back,
            days=Confirmation.WAY_BACK.days,
        )


@task(takes_context=True)
def send_password_changed(context, pk):
    """Tell a member that the password is new."""
    send_to(
        context,
        User.objects.filter(pk=pk),
        subject=f"Your password at {settings.SITE_NAME} was changed",
        letter="password_changed",
        reset=settings.SITE_URL + reverse("accounts:password_reset"),
    )


@task(takes_context=True)
def send_resting(context, key, minutes):
    """Tell a member that others try passwords, and that the account rests."""
    send_to(
        context,
        User.objects.keyed(key),
        subject=f"Somebody tries passwords for your account at {settings.SITE_NAME}",
        letter="resting",
        minutes=minutes,
        reset=settings.SITE_URL + reverse("accounts:password_reset"),
    )


@task(takes_context=True)
def send_approved(context, pk):
    """Tell an applicant the good news."""
    send_to(
        context,
        User.objects.filter(pk=pk, deleted_at=None),
        subject=f"Welcome to {settings.SITE_NAME}",
        letter="approved",
        login=settings.SITE_URL + reverse("accounts:login"),
    )


@task(takes_context=True)
def send_declined(context, username, address, reason):
    """Tell an applicant, whose account is gone by now, the other news."""
    send(
        context,
        to=address,
        subject=f"Your application at {settings.SITE_NAME}",
        letter="declined",
        username=username,
        reason=reason,
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
        to=archive.user.email,
        user=archive.user,
        subject=f"Your data from {settings.SITE_NAME} can be fetched",
        letter="archive_ready",
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
        to=departure.user.email,
        user=departure.user,
        subject=f"Your account at {settings.SITE_NAME} is closed",
        letter="departure",
        goes=departure.content == Departure.Content.GOES,
        link=settings.SITE_URL + reverse("accounts:login"),
        until=moment(departure.due_at),
    )


def send_to(context, users, **letter):
    """Send a letter to this one account, if its owner can still be reached."""
    user = users.active().exclude(email="").first()
    if user:
        send(context, to=user.email, user=user, **letter)


def send(context, *, to, subject, letter, **words):
    """Send one of the letters in templates/accounts/mail/."""
    words |= {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
    mail.send(
        to=to,
        subject=subject,
        text=render_to_string(f"accounts/mail/{letter}.txt", words),
        message_id=str(context.task_result.id),
    )
