import re
import uuid
from hashlib import blake2s

from django.http import Http404, QueryDict

from apps.look.patience import TookTooLong, patience

from . import bulk
from .batch_forms import FORMS, BatchForm
from .conditions import KINDS, SECONDS, TOO_LONG

KEY = re.compile("[1-9][0-9]{0,17}", re.ASCII)


class Plan:
    """What a request asks to be done: which act, on what; a complaint if it is not."""

    def __init__(self, request):
        self.user, asked = request.user, request.GET
        self.kind = KINDS.get(asked.get("of"))
        self.act = self.kind and bulk.act_of(self.kind, asked.get("act"))
        if self.act is None:
            raise Http404("There is no such act.")
        self.ticked = {int(pk) for pk in asked.getlist("pk") if KEY.fullmatch(pk)}
        self.is_all = asked.get("which") == "all"
        found_by = self.kind.form(QueryDict(asked.get("conditions")), user=self.user)
        self.found_by = found_by
        self.conditions = found_by.query() if self.is_all else ""
        self.back = self.kind.place(found_by.query())
        self.complaint = self.look()

    def look(self):
        if not self.is_all and not self.ticked:
            return "Tick at least one row first."
        if self.is_all and not self.conditions:
            return "Fill in a condition first: this would be everything there is."
        if self.is_all and not self.found_by.is_valid():
            return "The conditions are not right yet."
        things = self.kind.within_reach(self.user)
        if self.is_all:
            things = self.found_by.narrow(things)
        else:
            things = things.filter(pk__in=self.ticked)
        asked = None if self.is_all else len(self.ticked)
        try:
            with patience(SECONDS):
                self.preview = bulk.preview(
                    self.kind, self.act, self.user, things, asked
                )
        except TookTooLong:
            return TOO_LONG
        return "" if self.preview.keys else "Nothing was found to act on."

    @property
    def keys(self):
        """The things one by one; none when they are so many that a worker finds them."""
        return self.preview.keys if self.preview.is_small or not self.is_all else ()

    @property
    def seen(self):
        """What the page shows, for comparing: how many, and which of them if few."""
        keys = ",".join(map(str, self.keys))
        return f"{self.preview.number} {blake2s(keys.encode()).hexdigest()[:16]}"

    def form(self, data):
        """Give the form that asks for the reason, and for what else the act needs."""
        form = FORMS.get(self.act.name, BatchForm)
        initial = {"seen": self.seen, "form_key": uuid.uuid4()}
        return form(data, user=self.user, reasons=self.act.reasons, initial=initial)
