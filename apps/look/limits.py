"""How often one person may do one thing, and what is said to who does it more often.

A view asks `limits.spend(request, "post", form)` when all else is right. If the
answer is no, the view shows its page again, as for any wrong form: the form says
why and keeps the text, and the middleware makes it a 429 with Retry-After.

Ten in an hour is a bucket of ten that gets one back each six minutes. A row of
Allowance is such a bucket, shared by all workers; docs/decisions/0008 says more.
"""

import ipaddress
import logging
import math
import time
from functools import cache, lru_cache, wraps
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from . import errors

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
BITE = 1_000


class Rate(NamedTuple):
    """So many at once, then one more each `seconds / count`."""

    count: int
    seconds: int


class Limit(NamedTuple):
    """How often one act may be done, and what is said beyond that.

    `newcomer` takes the place of `member` for whom settings.NEWCOMER_TEST finds
    new. The others hold besides it: `address` for all who come from one network,
    `recipient` for the letters that anybody makes us send to one mailbox.
    """

    reason: str
    remedy: str
    member: Rate | None = None
    newcomer: Rate | None = None
    address: Rate | None = None
    recipient: Rate | None = None


# The measure of an address is a class of 30 behind it, nearly all of them new, all
# at the same time: what 30 new members may do, their school's address may do.
LIMITS = {
    # All 30 make their accounts in one lesson, and another class in the same hour.
    # Only accounts that are made count; a form with a mistake costs nothing.
    "register": Limit(
        "Many accounts were made from your network just now.",
        "Try again in {wait}.",
        address=Rate(60, HOUR),
    ),
    # Each try counts, for it costs a slow hash: 30 people, each with ten slips.
    # What guesses at one account is stopped much earlier, elsewhere.
    "login": Limit(
        "There were many attempts to sign in from your network just now.",
        "Try again in {wait}.",
        address=Rate(300, HOUR),
    ),
    # Topics and comments. Who catches up with a week answers 30 times in a row; two
    # who write as in a chat send one each half minute. A pupil in the first lesson
    # sends one each two minutes, and 15 more; a machine fills a board.
    "post": Limit(
        "That is a lot of writing in a short time.",
        "Your text is still below: send it again in {wait}.",
        member=Rate(30, 15 * MINUTE),
        newcomer=Rate(15, 30 * MINUTE),
        address=Rate(450, 30 * MINUTE),
    ),
    # Changing one's texts and titles: people polish. But each one is a page made
    # anew, and a way to put advertising where nobody looks any more.
    "edit": Limit(
        "Those are many changes in a short time.",
        "Your text is still below: save it again in {wait}.",
        member=Rate(60, 30 * MINUTE),
        newcomer=Rate(30, 30 * MINUTE),
        address=Rate(900, 30 * MINUTE),
    ),
    # Reactions, bookmarks, solutions. Who reads an evening's talk presses three on each
    # page of it, and some twice; a machine thanks everybody.
    "mark": Limit(
        "That is a lot of buttons in a short time.",
        "Press this one again in {wait}.",
        member=Rate(120, 10 * MINUTE),
        newcomer=Rate(40, 10 * MINUTE),
        address=Rate(1200, 10 * MINUTE),
    ),
    # Each picture is decoded and kept. An album of a trip has 30; a face is tried
    # a few times until it looks right.
    "upload": Limit(
        "Those are many pictures in a short time.",
        "Send this one again in {wait}.",
        member=Rate(30, 30 * MINUTE),
        newcomer=Rate(10, 30 * MINUTE),
        address=Rate(300, 30 * MINUTE),
    ),
    # A page of results is a search too, and new members look for most. At its end,
    # an address may ask once a second.
    "search": Limit(
        "That is a lot of searching in a short time.",
        "Search again in {wait}.",
        member=Rate(60, 5 * MINUTE),
        address=Rate(600, 10 * MINUTE),
    ),
    # Names to choose from after an @, asked for while somebody types: a handful of
    # questions for each name. Who wants to copy the list of members has a page of it.
    "names": Limit(
        "Those are many names in a short time.",
        "Type them yourself, or wait {wait}.",
        member=Rate(60, 6 * MINUTE),
        address=Rate(1800, 6 * MINUTE),
    ),
    # Looking at one's text before it is sent: each is a page made anew.
    "preview": Limit(
        "Those are many previews in a short time.",
        "Your text is still below: look at it again in {wait}.",
        member=Rate(50, 10 * MINUTE),
        address=Rate(1500, 10 * MINUTE),
    ),
    # A draft is kept each ten seconds while somebody types, in one window or two.
    "draft": Limit(
        "Drafts were kept very often in a short time.",
        "Your text is still here: it can be kept again in {wait}.",
        member=Rate(100, 10 * MINUTE),
        address=Rate(3000, 10 * MINUTE),
    ),
    # Answers to the questions of lessons. A lesson has six or so, and who is wrong tries
    # again at once; who tries all answers of all lessons learns nothing.
    "answer": Limit(
        "Those are many answers in a short time.",
        "Go back, and send this one again in {wait}.",
        member=Rate(100, 10 * MINUTE),
        address=Rate(3000, 10 * MINUTE),
    ),
    # Letters that ask somebody into a class. A teacher has three classes of 30 at the
    # beginning of term, and sends some a second time.
    "invite": Limit(
        "Many letters were sent for your classes in a short time.",
        "Those that are still below can be sent in {wait}.",
        member=Rate(120, HOUR),
        address=Rate(3600, HOUR),
        recipient=Rate(3, HOUR),
    ),
    # Codes of classes that are typed. Thirty type one at the same time, some of them
    # twice; who guesses would need far more.
    "code": Limit(
        "Those are many codes in a short time.",
        "Try this one again in {wait}.",
        member=Rate(20, HOUR),
        address=Rate(600, HOUR),
    ),
    # Results of labs, which a learner's machine sends by itself after each check. Who
    # saves and looks sends one a minute; what is not taken is sent with the next one.
    "claims": Limit(
        "Your machine reported many results in a short time.",
        "They can be sent in {wait}; nothing is lost.",
        member=Rate(120, HOUR),
        address=Rate(3600, HOUR),
    ),
    # Reading each takes a moderator a minute. One spammer leaves a dozen traces,
    # and somebody diligent reports them all.
    "report": Limit(
        "Those are many reports in a short time.",
        "Your words are still below: send them again in {wait}.",
        member=Rate(20, HOUR),
        newcomer=Rate(5, HOUR),
        address=Rate(150, HOUR),
    ),
    # Letters that a click sends: a new password, a confirmation again. 30 people,
    # two letters each; and never a flood into one mailbox, whoever asks for it.
    "mail": Limit(
        "We have mailed letters like this already. Look for them, also among the spam.",
        "We can send another one in {wait}.",
        member=Rate(5, HOUR),
        address=Rate(60, HOUR),
        recipient=Rate(5, HOUR),
    ),
}


class Refusal(NamedTuple):
    """What a person is told who did something too often."""

    reason: str
    remedy: str
    seconds: int

    @property
    def sentence(self):
        wait = errors.wait_in_words(self.seconds)
        return f"{self.reason} {self.remedy.format(wait=wait)}"


def spend(request, act, form=None, recipient=""):
    """Take one from what this visitor may do; say whether there was one to take.

    When there was none, nothing is taken, the form says why, and the answer will
    be 429 (apps.look.middleware.limits_reached), whatever page the view shows.
    """
    scale = scales(settings.LIMITS)[act]
    limit = LIMITS[act]
    rates = {
        key_of(act, who): Rate(max(1, round(rate.count * scale)), rate.seconds)
        for who, rate in (spenders(request, limit, recipient) if scale else ())
    }
    seconds = Allowance.objects.take(rates) if rates else 0
    if not seconds:
        return True
    request.limit_reached = Refusal(limit.reason, limit.remedy, seconds)
    if form is not None:
        form.add_error(None, request.limit_reached.sentence)
    logger.info("Limit on %s reached; free again in %d s.", act, seconds)
    return False


def limited(act, recipient=""):
    """Decorate a view so that each POST spends one of an act.

    For views without a form of ours to ask: one of Django's class views with a form,
    which is shown again, or a button, which is answered with the page of 429.
    `recipient` names the form's field with the mailbox that a letter goes to.
    """

    def decorator(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            refused = None
            if request.method == "POST" and hasattr(view, "view_class"):
                page = view.view_class(**view.view_initkwargs)
                page.setup(request, *args, **kwargs)
                refused = _form_refused(page, act, recipient)
            elif request.method == "POST" and not spend(request, act):
                refusal = request.limit_reached
                refused = errors.too_many_requests(
                    request, refusal.reason, refusal.seconds
                )
            return refused or view(request, *args, **kwargs)

        return wrapper

    return decorator


def _form_refused(page, act, recipient):
    """Give the page of a class view with its form refused, or None if it is not."""
    form = page.get_form()
    if not form.is_valid():
        return None  # the view says so itself
    mailbox = form.cleaned_data[recipient] if recipient else ""
    allowed = spend(page.request, act, form, recipient=mailbox)
    return None if allowed else page.form_invalid(form)


# Who is counted


def spenders(request, limit, recipient):
    """Give whom this act counts for, each with the rate that holds for them."""
    if limit.member and request.user.is_authenticated:
        is_strict = limit.newcomer and newcomer_test()(request.user)
        rate = limit.newcomer if is_strict else limit.member
        yield f"member {request.user.pk}", rate
    if limit.address and (network := network_of(request)):
        yield f"network {network}", limit.address
    if limit.recipient and recipient:
        yield f"recipient {recipient.casefold()}", limit.recipient


@cache
def newcomer_test():
    """Give the function that knows new members; look itself knows of no members."""
    return import_string(settings.NEWCOMER_TEST)


def network_of(request):
    """Give the network that a request comes from: an IPv4 address, an IPv6 /64.

    A household or a school has a /64 and may use any address in it. What a client
    says of itself (X-Forwarded-For) is never asked; nginx's REMOTE_ADDR is true.

    None where there is no telling who it is, and so no limit by address: without
    an address (gunicorn behind a unix socket), or with one of this machine (behind
    another proxy, or the developer). One bucket for everybody would refuse the honest.
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return None
    if address.version == 4:
        return str(address)
    # As a number: a scope (fe80::1%eth0) is no part of the network.
    return str(ipaddress.ip_network((int(address), 64), strict=False))


def key_of(act, who):
    """Give a name that says nothing to who does not have the site's secret key."""
    digest = salted_hmac("apps.look.limits", f"{act} {who}", algorithm="sha256")
    return digest.hexdigest()[:32]


# What the owner says


@lru_cache
def scales(text):
    """Read settings.LIMITS, "2 search=off": twice of each act, searching without end."""
    found = dict.fromkeys(LIMITS, 1.0)
    for word in text.split():
        act, _, value = word.rpartition("=")
        if act not in {"", *LIMITS}:
            known = ", ".join(LIMITS)
            raise ImproperlyConfigured(f"LIMITS: no {act!r}; there are {known}.")
        found |= dict.fromkeys([act] if act else LIMITS, _scale(word, value))
    return found


def _scale(word, value):
    if value == "off":
        return 0
    try:
        scale = float(value)
    except ValueError:
        scale = 0
    if not 0 < scale < math.inf:
        raise ImproperlyConfigured(
            f"LIMITS: {word!r} is neither “off” nor a number above 0. "
            "2 means twice as often, 0.5 half as often."
        )
    return scale


# The buckets


class AllowanceQuerySet(models.QuerySet):
    def take(self, rates):
        """Take one from each of these buckets, or nothing; give the seconds to wait.

        `rates` maps keys to rates. One statement does it: it looks whether each has
        one to give, makes the row that is not there or moves its moments by what
        one costs. Two at once: the second waits for the first one's row, and looks
        again. (On PostgreSQL, a second one that is then refused may have taken
        from the other bucket. That refuses a little early, never late.)
        """
        now, rows = clock(), []
        for key, rate in sorted(rates.items()):  # in one order: no deadlock
            period = rate.seconds * 1000
            cost = period // rate.count
            rows.append((key, now + cost + cost - period, now + cost))
        marks = ", ".join(["%s"] * len(rows))
        owed = f"CASE WHEN had.full_at > {now} THEN had.full_at - {now} ELSE 0 END"
        statement = f"""
            INSERT INTO look_allowance AS had (key, free_at, full_at)
            SELECT * FROM (VALUES {", ".join(["(%s, %s, %s)"] * len(rows))}) AS new
            WHERE NOT EXISTS (
                SELECT 1 FROM look_allowance
                WHERE key IN ({marks}) AND free_at > {now}
            )
            ON CONFLICT (key) DO UPDATE SET
                free_at = excluded.free_at + {owed},
                full_at = excluded.full_at + {owed}
            WHERE had.free_at <= {now}
        """
        parameters = [value for row in rows for value in row]
        with connection.cursor() as cursor:
            cursor.execute(statement, [*parameters, *(row[0] for row in rows)])
            if cursor.rowcount == len(rows):
                return 0
        last = self.filter(key__in=rates).aggregate(last=models.Max("free_at"))["last"]
        return max(1, math.ceil(((last or now) - now) / 1000))


class Allowance(models.Model):
    """What one member, network or mailbox may still do of one thing: a bucket.

    Both moments are in milliseconds since 1970. A full bucket needs no row.
    """

    key = models.CharField(max_length=32, primary_key=True)
    free_at = models.BigIntegerField()  # it holds at least one again
    full_at = models.BigIntegerField(db_index=True)  # it holds all of them again

    objects = AllowanceQuerySet.as_manager()

    def __str__(self):
        return self.key


def clock():
    """Give the time in milliseconds."""
    return time.time_ns() // 1_000_000


def prune():
    """Forget the buckets that are full: they say nothing more about anybody.

    A row that somebody is just taking from is left out. So pruning waits for
    nobody, and cannot be half of a deadlock.
    """
    full = Allowance.objects.filter(full_at__lte=clock())
    keys = full.values_list("pk", flat=True)[:BITE]
    while keys.exists():
        with transaction.atomic():
            bite = list(keys.select_for_update(skip_locked=True))
            Allowance.objects.filter(pk__in=bite).delete()
        if not bite:
            return
