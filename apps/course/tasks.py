from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from apps.look import mail

from .models import Classroom


@task(takes_context=True)
def send_class_invitation(context, pk, address, invitation):
    """Mail the way into a class, unless it has been shut meanwhile.

    The letter is the same for everybody: it says what to do with an account, and
    what without.
    """
    rooms = Classroom.objects.filter(pk=pk, ended_at=None).exclude(code="")
    room = rooms.select_related("teacher").first()
    if room is None:
        return
    query = {"invitation": invitation} if invitation else {}
    query = urlencode(query | {"next": room.join_path})
    words = {
        "classroom": room,
        "register": f"{settings.SITE_URL}{reverse('accounts:register')}?{query}",
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    mail.send(
        to=address,
        subject=f"{room.teacher.name} invites you to the class “{room.name}”",
        text=render_to_string("course/mail/class_invitation.txt", words),
        message_id=str(context.task_result.id),
    )
