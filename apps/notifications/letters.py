"""What a notice looks like in a mailbox: its words, and the headers around them.

All letters about one topic are one conversation there (RFC 5322, section 3.6.4):
each names the topic's first letter in References and In-Reply-To, whether its
reader has got that one or not. List-Id (RFC 2919) is for the filters of mail
programs, List-Unsubscribe with List-Unsubscribe-Post (RFC 8058) for their button
"unsubscribe", which works without signing in. RFC 8058 wants both under a DKIM
signature: signing is the mail server's part.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.look import mail

from .events import chosen_by
from .preference import Preference

# Notices in a weekly letter; the page has them all.
MOST = 50
WEEKLY = "weekly"


def wish(notice):
    """Say how the recipient wants this kind of notice to be mailed."""
    return getattr(Preference.of(notice.recipient), notice.how.choice)


def weekly_kinds(preference):
    """Give the kinds of notices that wait for this member's weekly letter."""
    choices = preference.CHOICES
    weekly = [n for n in choices if getattr(preference, n) == preference.Mail.WEEKLY]
    return [kind for choice in weekly for kind in chosen_by(choice)]


def reach(member, notice=None):
    """Say whether a member can be written to: at an address that was confirmed."""
    if not (member.email and member.is_joined and member.is_active):
        return False
    if member.deleted_at:
        return False
    return not member.is_shut_out or (notice and notice.about.reaches_shut_out)


def send_notice(notice):
    """Send the letter of one notice; `visible` has given it its target."""
    recipient, choice = notice.recipient, notice.how.choice
    thread = notice.about.thread(notice.target)
    opens = notice.how.opens_thread
    root = f"{thread}.{recipient.pk}"
    own = f"notice-{notice.pk}-{notice.created_at:%Y%m%d%H%M%S}"
    headers = {}
    if thread and not opens:
        headers |= {
            name: mail.stable_id(root) for name in ("In-Reply-To", "References")
        }
    _send(
        "notice",
        recipient,
        choice,
        # Programs that go by the subject want it to be the same but for "Re:".
        subject=f"{'' if opens or not thread else 'Re: '}[{settings.SITE_NAME}] "
        f"{notice.title if thread else notice.sentence}",
        message_id=root if thread and opens else own,
        headers=headers,
        notice=notice,
        place=settings.SITE_URL + notice.place,
        reason=Preference._meta.get_field(choice).verbose_name,
    )


def send_digest(member, week, notices):
    """Send the weekly letter with these notices, the newest first."""
    shown = notices[:MOST]
    number = f"{len(shown)}{'+' if notices[MOST:] else ''}"
    _send(
        "digest",
        member,
        WEEKLY,
        subject=f"[{settings.SITE_NAME}] Your week: "
        f"{number} notice{'s' if number != '1' else ''}",
        message_id=f"digest-{week}.{member.pk}",
        headers={},
        notices=[(notice, settings.SITE_URL + notice.place) for notice in shown],
        has_more=len(notices) > MOST,
        list_address=_address("notifications:notification_list"),
    )


def _send(letter, member, choice, *, subject, message_id, headers, **words):
    host = urlsplit(settings.SITE_URL).hostname
    unsubscribe = _address("notifications:mail_unsubscribe", token_for(member, choice))
    words |= {
        "member": member,
        "choices": _address("notifications:preference_edit"),
        "unsubscribe": unsubscribe,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    with timezone.override(member.zone):
        text, html = [
            render_to_string(f"notifications/mail/{letter}.{kind}", words)
            for kind in ("txt", "html")
        ]
    mail.send(
        to=member.email,
        subject=subject,
        text=text,
        html=html,
        message_id=message_id,
        headers=headers
        | {
            "List-Id": f"<{choice}.{host.encode('idna').decode()}>",
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _address(name, *arguments):
    return settings.SITE_URL + reverse(name, args=arguments)


# The link that ends letters of one sort. It needs no session and does not run out:
# whoever has it has the letter, and can do nothing else with it.


def token_for(member, choice):
    return _signer().sign(f"{member.pk}-{choice}")


def read_token(token):
    """Give the member and the choice that a link is about, or None."""
    try:
        pk, _, choice = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    if choice not in {*Preference.CHOICES, WEEKLY}:
        return None
    members = User.objects.select_related("notice_preference").filter(deleted_at=None)
    member = members.filter(pk=pk).first()
    return (member, choice) if member else None


def _signer():
    # Its own colon would end a link in some mail programs.
    return Signer(salt="notifications.unsubscribe", sep=".")


def in_words(choice):
    """Say which letters a choice is about."""
    if choice == WEEKLY:
        return "the weekly letter"
    return f"letters when {Preference._meta.get_field(choice).verbose_name}"
