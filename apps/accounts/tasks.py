from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task

from apps.look import mail

from .models import User


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
