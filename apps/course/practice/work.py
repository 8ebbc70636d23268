"""What a reader has done at a lab, and what help they have had: where it is known from.

On the learner's own machine the command `manage.py lab` keeps it, for whoever works
there (apps/labs/records.py); the page shows the same and adds to the same. On the
site of a class each member has what their machine has told of them: claims.
"""

from collections import Counter

from django.conf import settings
from django.http.request import split_domain_port
from django.utils.functional import cached_property

from apps.labs import ladder, records
from apps.labs.showing import count

from ..classes import solutions
from ..models import Claim, Help
from ..models.help import HINT, SOLUTION

LOOPBACK = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
HERE = {"localhost", "127.0.0.1", "[::1]"}
# What proxies and tunnels say of themselves.
PASSED_ON = {
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
}
MOST_TRIES = 10


def is_own_machine(request):
    """Whether the reader sits at the machine on which this site was started.

    There, and nowhere else, a page shows files of my/. So all of this must hold: the
    site runs for development; the connection comes from this machine; nobody says
    that it was passed on; and the address in the browser names this machine, for a page
    from elsewhere can have its own name mean 127.0.0.1 (DNS rebinding) and read along.
    """
    host, _ = split_domain_port(request.get_host())
    return (
        settings.DEBUG
        and request.META.get("REMOTE_ADDR") in LOOPBACK
        and host in HERE
        and PASSED_ON.isdisjoint(request.META)
    )


def work_of(request, lesson):
    """Give what this reader has done at the lab of a lesson."""
    if is_own_machine(request):
        return OwnWork(lesson)
    if request.user.is_authenticated:
        return ClaimedWork(lesson, request.user)
    return VisitorsWork(lesson)


def labs_passed(request):
    """Give the names of the labs that this reader has passed."""
    if is_own_machine(request):
        return records.labs_passed()
    if request.user.is_authenticated:
        passed = Claim.objects.filter(member=request.user).passed()
        return set(passed.values_list("lab", flat=True))
    return set()


def has_passed(request, lesson):
    """Say whether this reader has passed the lab of a lesson, if it has one."""
    return bool(lesson.lab) and work_of(request, lesson).has_passed


class Work:
    """What a page shows of somebody's work at one lab."""

    is_own = False  # of this machine, whose files can be shown
    is_claimed = False  # known from what another machine says
    is_counted = True  # hints and solution open, and it is known how many

    def __init__(self, lesson):
        self.lesson, self.lab = lesson, lesson.lab

    @property
    def last_tries(self):
        """The latest first; not those of long ago."""
        return self.tries.reverse()[:MOST_TRIES]

    @property
    def older_tries(self):
        return max(self.tries.count() - MOST_TRIES, 0)

    @property
    def hints(self):
        """Give the hints that are open, as they are written: Markdown."""
        return self.lab.hints[: self.hints_open]

    @property
    def hints_left(self):
        return len(self.lab.hints) - self.hints_open

    @property
    def next_hint(self):
        return self.hints_open + 1

    @property
    def why_not_solution(self):
        """Say why the solution may not be seen yet; empty: it may."""
        if not self.tries_left:
            return ""
        more = count(self.tries_left, "more different try", "more different tries")
        return f"The solution opens when a check has passed, or after {more}."


class OwnWork(Work):
    """The work of whoever sits at this machine."""

    is_own = True

    def __init__(self, lesson):
        super().__init__(lesson)
        self.known = records.Records(self.lab)
        self.tries = self.known.attempts

    @cached_property
    def files(self):
        """The learner's own programs: {relative path: content}."""
        return ladder.read(self.lab.mine)

    @cached_property
    def hints_open(self):
        return min(self.known.hints_open, len(self.lab.hints))

    def open_hint(self, number):
        if number <= len(self.lab.hints):
            self.known.open_hint(number)

    @cached_property
    def has_passed(self):
        return self.known.has_passed

    @cached_property
    def tries_left(self):
        """How many different tries open the solution."""
        return self.known.tries_left

    @cached_property
    def has_seen_solution(self):
        return self.known.has_seen_solution and not self.why_not_solution

    def open_solution(self):
        self.known.open_solution()


class ClaimedWork(Work):
    """What a member's own machine has reported, and what help was opened here."""

    is_claimed = True

    def __init__(self, lesson, member):
        super().__init__(lesson)
        self.member = member
        self.tries = Claim.objects.of(member, self.lab.name)

    @cached_property
    def opened(self):
        """How much of each kind of help is open: {kind: how many}."""
        return Counter(
            Help.objects.of(self.member, self.lab.name).values_list("kind", flat=True)
        )

    @property
    def hints_open(self):
        return min(self.opened[HINT], len(self.lab.hints))

    def open_hint(self, number):
        if number <= len(self.lab.hints):
            Help.objects.open(self.member, self.lab.name, HINT, number)

    @cached_property
    def has_passed(self):
        return self.tries.passed().exists()

    @cached_property
    def tries_left(self):
        if self.has_passed:
            return 0
        if solutions.day_has_come(self.member, self.lesson):
            return 0
        return max(records.TRIES - self.tries.honest_tries(), 0)

    @cached_property
    def why_not_solution(self):
        """What a class of theirs asks comes first, then what the site asks."""
        rule = solutions.why_not_show(self.member, self.lesson, self.has_passed)
        return rule or super().why_not_solution

    @property
    def has_seen_solution(self):
        return bool(self.opened[SOLUTION]) and not self.why_not_solution

    def open_solution(self):
        Help.objects.open(self.member, self.lab.name, SOLUTION)


class VisitorsWork(Work):
    """Nobody is known here: what the page says is for everybody."""

    is_counted = False
    hints_open = tries_left = 0
    has_passed = has_seen_solution = False
