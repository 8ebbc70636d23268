"""What teachers type about their classes."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError

from apps.accounts.forms import AddressField, TextField, composed_line

from ..lessons.shelf import shelf
from ..models import Classroom

# A class, and some more; the limits say how often.
MOST_ADDRESSES = 60
BETWEEN = re.compile(r"[\s,;<>]+")


class ClassroomForm(forms.ModelForm):
    note = TextField(
        label="What learners should know",
        required=False,
        max_length=1000,
        help_text="When and where you meet, say. It stands on the page of the class.",
        widget=forms.Textarea({"rows": 4}),
    )

    class Meta:
        model = Classroom
        fields = ["name", "note", "solutions"]

    def clean_name(self):
        return composed_line(self.cleaned_data["name"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code of your class",
        max_length=40,
        widget=forms.TextInput({"autocapitalize": "characters", "spellcheck": "false"}),
    )


class AddressesForm(forms.Form):
    """E-mail addresses as they are pasted from anywhere: names beside them are lost."""

    addresses = forms.CharField(
        label="E-mail addresses",
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=f"One a line, or with commas; at most {MOST_ADDRESSES} at a time.",
    )

    def clean_addresses(self):
        words = BETWEEN.split(self.cleaned_data["addresses"])
        found = list(dict.fromkeys(w.strip("\"'") for w in words if "@" in w))
        if not found:
            raise ValidationError("There is no address in it.", code="none")
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(
                f"These are {len(found)}; send {MOST_ADDRESSES} at a time.", code="many"
            )
        return [self.cleaned_address(word) for word in found]

    def cleaned_address(self, word):
        try:
            return AddressField().clean(word)
        except ValidationError as error:
            raise ValidationError(f"{word[:100]}: {error.messages[0]}") from None


class PlanForm(forms.Form):
    """Three days for each lesson, all of them optional."""

    KINDS = {
        "opens_on": "taken on",
        "due_on": "done by",
        "solution_on": "solution from",
    }

    def __init__(self, classroom, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.classroom = classroom
        plan = {opening.lesson: opening for opening in classroom.openings.all()}
        for lesson in shelf().lessons:
            for kind, label in self.kinds_for(lesson):
                opening = plan.get(lesson.slug)
                self.fields[f"{lesson.slug}.{kind}"] = forms.DateField(
                    label=f"{lesson.title}, {label}",
                    required=False,
                    initial=opening and getattr(opening, kind),
                    widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                )

    def kinds_for(self, lesson):
        is_by_date = self.classroom.solutions == Classroom.Solutions.DATE
        for kind, label in self.KINDS.items():
            if kind != "solution_on" or (is_by_date and lesson.lab):
                yield kind, label

    @property
    def wrong(self):
        """Give the fields in which something is wrong: the page is long."""
        return [self[name] for name in self.errors if name in self.fields]

    @property
    def rows(self):
        """Give each lesson with its fields, each with a short label."""
        for lesson in shelf().lessons:
            fields = [
                (label, self[f"{lesson.slug}.{kind}"])
                for kind, label in self.kinds_for(lesson)
            ]
            yield lesson, fields

    def clean(self):
        days = self.cleaned_data
        for lesson in shelf().lessons:
            opens, due = (
                days.get(f"{lesson.slug}.{kind}") for kind in ("opens_on", "due_on")
            )
            if opens and due and due < opens:
                self.add_error(
                    f"{lesson.slug}.due_on", "That is before the class takes it on."
                )
        return days

    def plan(self):
        """Give the days as Classroom.plan takes them.

        A rule that gives no day for solutions leaves those that were set for another
        time; so does a lesson that is gone.
        """
        kept = {
            opening.lesson: {kind: getattr(opening, kind) for kind in self.KINDS}
            for opening in self.classroom.openings.all()
        }
        for name, day in self.cleaned_data.items():
            lesson, _, kind = name.partition(".")
            kept.setdefault(lesson, {})[kind] = day
        return kept


class SpreadForm(forms.Form):
    """A lesson each few days, in their order: proposed in the plan, not saved yet."""

    begins = forms.DateField(
        label="First lesson on", widget=forms.DateInput({"type": "date"})
    )
    every = forms.IntegerField(
        label="then one each … days", min_value=1, max_value=60, initial=7
    )
    is_due = forms.BooleanField(
        label="Each is to be done when the next one begins",
        required=False,
        initial=True,
    )

    def days(self, lessons):
        """Give the days as the plan's form names its fields."""
        begins, every = self.cleaned_data["begins"], self.cleaned_data["every"]
        days = {}
        try:
            for number, lesson in enumerate(lessons):
                opens = begins + timedelta(days=number * every)
                days[f"{lesson.slug}.opens_on"] = opens
                if self.cleaned_data["is_due"]:
                    days[f"{lesson.slug}.due_on"] = opens + timedelta(days=every)
        except OverflowError:
            return {}
        return days
