"""A class as files: the table as CSV, and all that happened as statements in JSON.

A statement has actor, verb, object, result and timestamp as xAPI 1.0.3 names them, so
that a program which knows xAPI can read it; we do not say that we are a store of it.
"""

import csv
import io
import uuid

from django.conf import settings

from apps.accounts.archives import as_json

from ..lessons.shelf import shelf
from ..models import Answer, Claim, Progress
from ..models.classroom import day_of

VERBS = {
    "experienced": "http://adlnet.gov/expapi/verbs/experienced",
    "answered": "http://adlnet.gov/expapi/verbs/answered",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
    "failed": "http://adlnet.gov/expapi/verbs/failed",
}
# What a spreadsheet takes for a formula when a cell begins with it; some take the wide
# signs of East Asian writing for the same.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
NAMESPACE = uuid.UUID("6a1f3a52-6d0e-5d53-9d3c-0b6a8a0f7c11")


def as_csv(table):
    """Give the table's lines: a learner each, and columns for each lesson."""
    yield line(["username", "name", "joined", *columns(table)])
    for row in table.rows:
        member, joined = row.member, day(row.enrolment.joined_at)
        cells = [value for cell in row.cells for value in values(cell)]
        yield line([member.username, member.name, joined, *cells])


def columns(table):
    for lesson, _ in table.head:
        yield from (f"{lesson.slug}: read", f"{lesson.slug}: right answers")
        if lesson.lab:
            yield from (f"{lesson.slug}: tries", f"{lesson.slug}: passed (claimed)")


def values(cell):
    yield from (day(cell.read_at), cell.right_count)
    if cell.lesson.lab:
        yield from (cell.tries, day(cell.passed_at))


def day(moment):
    """Give a day by the site's clock, as the days of the plan are."""
    return day_of(moment).isoformat() if moment else ""


def line(cells):
    stream = io.StringIO()
    csv.writer(stream).writerow([plain(cell) for cell in cells])
    return stream.getvalue()


def plain(cell):
    """Keep what a member calls themselves from being a formula."""
    is_words = isinstance(cell, str) and cell.lstrip().startswith(FORMULA)
    return f"'{cell}" if is_words else cell


def statements(enrolments):
    """Give all that these learners read, answered and reported, as JSON, in pieces."""
    people = {each.member_id: each.member for each in enrolments}
    return as_json(told(people))


def told(people):
    read = Progress.objects.filter(member__in=people).order_by("pk")
    for row in read.iterator(500):
        yield statement(people, row, "experienced", at_lesson(row.lesson), row.read_at)
    answers = Answer.objects.filter(member__in=people).order_by("pk")
    for row in answers.iterator(500):
        result = {"response": row.given}
        if row.is_right is not None:
            result["success"] = row.is_right
        where = at_question(row.lesson, row.question)
        yield statement(people, row, "answered", where, row.answered_at, result)
    claims = Claim.objects.filter(member__in=people).order_by("pk")
    for row in claims.iterator(500):
        verb = "passed" if row.is_pass else "failed"
        yield statement(people, row, verb, at_lab(row.lab), row.at, of_claim(row))


def of_claim(claim):
    """Give what was reported, and say that it is no more than that."""
    about = {
        "claim": True,
        "failed_step": claim.failed_step or None,
        "edition": claim.edition,
        "answer": claim.answer,
        "starter": claim.is_starter,
        "hints": claim.hints,
        "saw_solution": claim.saw_solution,
        "received_at": claim.received_at,
    }
    extensions = {f"{address('claims')}{key}": value for key, value in about.items()}
    result = {"success": claim.is_pass, "extensions": extensions}
    return result | ({"response": claim.message} if claim.message else {})


def statement(people, row, verb, thing, when, result=None):
    name = f"{settings.SITE_URL} {type(row).__name__} {row.pk}"
    member = people[row.member_id]
    told = {
        # The same row has the same id each time: who reads twice has it once.
        "id": str(uuid.uuid5(NAMESPACE, name)),
        "actor": {
            "objectType": "Agent",
            "name": member.name,
            "account": {"homePage": settings.SITE_URL, "name": member.username},
        },
        "verb": {"id": VERBS[verb], "display": {"en": verb}},
        "object": thing,
        "timestamp": when,
    }
    return told | ({"result": result} if result else {})


def at_lesson(slug):
    lesson = shelf().by_slug.get(slug)
    return activity(address(slug), lesson.title if lesson else slug, "lesson")


def at_question(slug, question):
    return activity(f"{address(slug)}#{question}", question, "question")


def at_lab(lab):
    of_lab = (x for x in shelf().lessons if x.lab and x.lab.name == lab)
    lesson = next(of_lab, None)
    where = f"{address(lesson.slug)}lab/" if lesson else f"{address('labs')}{lab}"
    return activity(where, lesson.lab.title if lesson else lab, "assessment")


def activity(where, name, kind):
    return {
        "objectType": "Activity",
        "id": where,
        "definition": {
            "name": {"en": name},
            "type": f"http://adlnet.gov/expapi/activities/{kind}",
        },
    }


def address(word):
    return f"{settings.SITE_URL}/learn/{word}/"
