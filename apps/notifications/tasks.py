from itertools import islice

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from apps.accounts.models import User
from apps.look.queue import enqueue_all

from . import letters
from .models import Notification, Preference, visible

Mail = Preference.Mail
# Behind all that somebody waits for at the screen, such as a new password.
LATER = -10


@task(priority=LATER)
def post_notices(pks):
    """Queue a letter for each of these notices that is to be mailed, now or weekly."""
    notices = Notification.objects.unread().filter(pk__in=pks, mailed_at=None)
    now, weekly = [], {}
    for notice in notices.select_related("recipient__notice_preference"):
        if not letters.reach(notice.recipient, notice):
            continue
        wish = letters.wish(notice)
        if wish == Mail.NOW:
            now.append([notice.pk])
        elif wish == Mail.WEEKLY:
            weekly[notice.recipient_id] = notice.recipient
    with transaction.atomic():
        enqueue_all(send_notice, now)
        Preference.objects.expect_digest(list(weekly.values()))


@task(priority=LATER)
def send_notice(pk):
    """Mail a notice, unless it was read, taken back or closed to its reader meanwhile.

    Twice is harmless: a letter that has been sent is noted, and one that was sent
    without its being noted has the same Message-ID the second time.
    """
    notice = Notification.objects.unread().with_people().filter(pk=pk, mailed_at=None)
    notice = notice.select_related("recipient__notice_preference").first()
    if notice is None or letters.wish(notice) != Mail.NOW:
        return
    if letters.reach(notice.recipient, notice) and visible([notice], notice.recipient):
        letters.send_notice(notice)
        Notification.objects.filter(pk=pk).update(mailed_at=timezone.now())


@task(priority=LATER)
def send_digest(pk, week):
    """Mail the weekly letter: what is not read, and may be seen; nothing if there is none."""
    member = User.objects.select_related("notice_preference").filter(pk=pk).first()
    if member is None or not letters.reach(member):
        return
    weekly = letters.weekly_kinds(Preference.of(member))
    now = timezone.now()  # what is told from here on is for the next letter
    waiting = member.notifications.unread().filter(
        kind__in=weekly, mailed_at=None, created_at__lte=now
    )
    newest = waiting.with_people().order_by("-created_at", "-id")
    if notices := first_seen(newest, member, letters.MOST + 1):
        letters.send_digest(member, week, notices)
        waiting.update(mailed_at=now)


def first_seen(notices, reader, most):
    """Give the first of these notices that their reader may see, `most` of them.

    All of the newest may be closed to the reader: a topic with a hundred answers was
    hidden. So it goes on until there are enough, or no more.
    """
    seen, rows = [], notices.iterator(chunk_size=most)
    while len(seen) < most and (bite := list(islice(rows, most))):
        seen += visible(bite, reader)
    return seen[:most]
