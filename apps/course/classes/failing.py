"""Where many of a class fail, and with which message: as their machines reported it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max

from ..lessons.shelf import shelf
from ..models import Claim

MOST_STEPS = 40
MOST_MESSAGES = 5  # of one step
MOST_NAMES = 12


@dataclass
class Failure:
    """A step of a lab at which somebody failed."""

    lab: str
    step: str
    tries: int = 0
    last_at: object = None
    members: set = field(default_factory=set)
    stuck: list = field(default_factory=list)  # who have not passed the lab since
    messages: list = field(default_factory=list)  # (message, learners, tries)

    @property
    def lesson(self):
        """The lesson of this lab; none if the learner's ladder is newer than ours."""
        of_lab = (x for x in shelf().lessons if x.lab and x.lab.name == self.lab)
        return next(of_lab, None)

    @property
    def more_messages(self):
        return max(len(self.messages) - MOST_MESSAGES, 0)

    @property
    def most_said(self):
        return self.messages[:MOST_MESSAGES]

    @property
    def names(self):
        return self.stuck[:MOST_NAMES]

    @property
    def more_names(self):
        return max(len(self.stuck) - MOST_NAMES, 0)


def failures(enrolments):
    """Give the steps at which learners failed, the most learners first: three queries."""
    people = {each.member_id: each.member for each in enrolments}
    claims = Claim.objects.filter(member__in=people, is_starter=False)
    failed = claims.filter(is_pass=False).exclude(failed_step="")
    found = {}
    rows = failed.values("lab", "failed_step", "member")
    for row in rows.annotate(tries=Count("pk"), last=Max("received_at")):
        key = row["lab"], row["failed_step"]
        step = found.setdefault(key, Failure(*key))
        step.members.add(row["member"])
        step.tries += row["tries"]
        step.last_at = max(step.last_at or row["last"], row["last"])
    order = sorted(found.values(), key=lambda x: (-len(x.members), -x.tries, x.lab))
    shown = order[:MOST_STEPS]
    add_messages(shown, failed)
    add_stuck(shown, claims, people)
    return shown


def add_messages(shown, failed):
    labs = {step.lab for step in shown}
    rows = failed.filter(lab__in=labs).exclude(message="")
    rows = rows.values("lab", "failed_step", "message").annotate(
        learners=Count("member", distinct=True), tries=Count("pk")
    )
    said = defaultdict(list)
    for row in rows:
        key = row["lab"], row["failed_step"]
        said[key].append((row["message"], row["learners"], row["tries"]))
    for step in shown:
        words = said[step.lab, step.step]
        step.messages = sorted(words, key=lambda x: (-x[1], -x[2], x[0]))


def add_stuck(shown, claims, people):
    passed = set(claims.filter(is_pass=True).values_list("lab", "member").distinct())
    for step in shown:
        still = [m for m in step.members if (step.lab, m) not in passed]
        step.stuck = sorted(
            (people[m] for m in still), key=lambda member: member.username_key
        )
