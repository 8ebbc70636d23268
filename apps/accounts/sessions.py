"""Sessions that know whose they are, so that a member can see them and end them.

Django's own table knows only keys. This one (settings.SESSION_ENGINE names this
module) has the same row with a few columns more. So there is no second list that
could disagree with the first: a session that is ended, expired or signed out is
a row that is gone. And the row is read at each request anyway, so that to know
when it was last seen costs no query.
"""

from datetime import timedelta
from hashlib import blake2s
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.look.housekeeping import delete_in_bites

from . import agents


class SessionQuerySet(models.QuerySet):
    def living(self):
        """Keep those that have not expired."""
        return self.filter(expire_date__gt=timezone.now())

    def end(self, user, but=None):
        """Sign a member out everywhere, but for one session if its key is given."""
        return self.filter(user=user).exclude(pk=but).delete()[0]


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):
    def signed_in(self, user):
        """List the sessions in which a member is signed in, the latest first.

        A session from before a change of the password is none: Django ends it
        when its browser next comes.
        """
        rows = self.living().filter(user=user).order_by("-last_seen_at")
        return [session for session in rows if session.opens(user)]


class Session(AbstractBaseSession):
    """A browser's stay, and, once its owner has signed in, whose."""

    # How exactly the time is kept at which a session was last seen.
    HOUR = timedelta(hours=1)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    browser = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    objects = SessionManager()

    class Meta:
        verbose_name = "session"

    def __str__(self):
        return self.mark

    @classmethod
    def get_session_store_class(cls):
        return SessionStore

    @property
    def mark(self):
        """A name that may stand on a page; the key itself would open the account."""
        return blake2s(self.session_key.encode(), digest_size=8).hexdigest()

    def opens(self, user):
        """Say whether Django would still accept it for this member."""
        kept = self.get_decoded().get(HASH_SESSION_KEY, "")
        return constant_time_compare(kept, user.get_session_auth_hash())


class SessionStore(db.SessionStore):
    """Django's sessions in the database, kept in the table above."""

    row = None
    # The request's META: who carries the session. The middleware puts it here.
    meta = None

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        if self.row and self.row.user_id == session.user_id:
            # Also when a new password gave it a new key: the person stayed.
            session.created_at = self.row.created_at
        for name, value in self.carrier().items():
            setattr(session, name, value)
        return session

    def note_seen(self):
        """Write down that the member was here, once an hour."""
        row, now = self.row, timezone.now()
        if row and row.user_id and row.last_seen_at < now - Session.HOUR:
            same = Session.objects.filter(pk=self.session_key)
            same.update(last_seen_at=now, **self.carrier())

    def carrier(self):
        """Give what is kept about the browser: no more than its owner is shown."""
        if self.meta is None:
            row = self.row or Session()
            return {"browser": row.browser, "address": row.address}
        agent = self.meta.get("HTTP_USER_AGENT", "")
        return {
            "browser": agents.in_words(agent),
            "address": shortened(self.meta.get("REMOTE_ADDR", "")),
        }


def shortened(address):
    """Give an address without its end: the network says where, the rest says who."""
    try:
        ip = ip_address(address)
    except ValueError:  # a unix socket has none
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 4:
        return ".".join([*str(ip).split(".")[:3], "*"])
    groups = ip.exploded.split(":")[:3]
    return ":".join([*(f"{int(group, 16):x}" for group in groups), "*"])


def prune():
    """Forget the sessions that are over; housekeeping calls this."""
    delete_in_bites(Session.objects.filter(expire_date__lt=timezone.now()))
