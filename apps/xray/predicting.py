"""Predict first, then look: the hops to be put in order, the number of queries guessed.

What somebody has predicted, right or wrong, they remember; what they were merely shown
they do not. So the page hides the answer, and explains each wrong place.
"""

from collections import Counter
from random import Random

from django import forms

from . import stations
from .templatetags.xray import ms

# Why a hop comes where it comes. What this very request says is added by reason().
WHY = {
    "nginx": "nginx holds the connection to the browser. Nobody behind it hears of a "
    "request before nginx has read it.",
    "server": "Django is a function that waits to be called. Somebody has to take the "
    "request and call it, before anything in Python can happen.",
    "wsgi": "The server hands over plain facts. Django makes an object of them first; "
    "the layers look at that object.",
    "middleware_in": "The layers stand around the URLconf and the view. The request "
    "has to go through all of them before it comes to either.",
    "url": "Which view is to be called, nobody knows until the URLconf was asked.",
    "view": "The URLconf has just named it. All that is about this very page begins "
    "here.",
    "models": "Nobody asks the database until somebody needs a row.",
    "templates": "The view calls render() when it knows what there is to show.",
    "middleware_out": "The response goes back through the same layers, the innermost "
    "first. So the view has to be done.",
    "sending": "What is sent is what the outermost layer has returned. It comes last.",
}
# Everybody knows that it begins with the browser.
GIVEN = {"browser"}
MOST = 100_000


class PredictForm(forms.Form):
    """A place for each hop, a guess, or both."""

    def __init__(self, found, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        self.order = order_of(found)
        places = [(str(n), str(n)) for n in range(1, len(self.order) + 1)]
        for hop in shuffled(self.order, found["id"]):
            self.fields[f"place_{hop}"] = forms.ChoiceField(
                label=title(hop, found),
                choices=[("", "?"), *places],
                required=False,
            )
        self.fields["queries"] = forms.IntegerField(
            label="How many queries were asked?",
            required=False,
            min_value=0,
            max_value=MOST,
        )

    # No place is marked as optional: all of them are, together.
    all_optional = True

    @property
    def hops(self):
        return [self[name] for name in self.fields if name.startswith("place_")]

    def clean(self):
        given = super().clean()
        places = [given.get(f"place_{hop}") for hop in self.order]
        if any(places):
            if not all(places):
                raise forms.ValidationError("Give each of them a place, or none.")
            twice = [place for place, times in Counter(places).items() if times > 1]
            if twice:
                raise forms.ValidationError(
                    f"More than one of them stands at place {min(twice, key=int)}."
                )
        elif given.get("queries") is None and not self.errors:
            raise forms.ValidationError("Put the hops in order, or guess the number.")
        return given

    @property
    def judged_order(self):
        """Say of each hop, in the true order, whether it was given its place, and why."""
        if not self.cleaned_data.get(f"place_{self.order[0]}"):
            return None
        rows = []
        for number, hop in enumerate(self.order, 1):
            given = int(self.cleaned_data[f"place_{hop}"])
            rows.append(
                {
                    "title": title(hop, self.found),
                    "role": role_of(hop, self.found),
                    "place": number,
                    "given": given,
                    "is_right": given == number,
                    "why": reason(hop, self.found),
                }
            )
        return rows

    @property
    def right_places(self):
        return sum(row["is_right"] for row in self.judged_order or ())

    @property
    def judged_number(self):
        guess = self.cleaned_data.get("queries")
        if guess is None:
            return None
        count = self.found["queries"]["count"]
        return {
            "guess": guess,
            "count": count,
            "is_right": guess == count,
            "verdict": verdict(guess, count),
            "why": where_they_came_from(self.found),
        }


def order_of(found):
    """Give the names of the hops, by when each of them first had something to do.

    Where the moment is not known, a hop comes where the trace has it: behind the one
    before.
    """
    moment, known = None, []
    for number, hop in enumerate(found["hops"]):
        if hop["start"] is not None:
            moment = hop["start"]
        known.append((float("-inf") if moment is None else moment, number, hop["name"]))
    return [name for _, _, name in sorted(known) if name not in GIVEN]


def shuffled(order, seed):
    """Mix the hops: for one trace always alike, and never as they were."""
    mixed = list(order)
    Random(seed).shuffle(mixed)
    return mixed[1:] + mixed[:1] if mixed == order else mixed


def title(hop, found):
    """Name a hop without telling more than its name."""
    if hop in stations.STATIONS:
        return stations.STATIONS[hop][0]
    return stations.SERVERS.get(hop, "server")


def role_of(hop, found):
    return next(each["role"] for each in found["hops"] if each["name"] == hop)


def reason(name, found):
    """Say why a hop comes where it comes, in this very request."""
    why = WHY.get(name, WHY["server"])
    hop = next(each for each in found["hops"] if each["name"] == name)
    if name == "models":
        return f"{why} {first_query(found, hop)}"
    if name == "templates" and hop["inside"] != "view":
        return (
            "What was rendered first here was not a view's: a layer of middleware, or "
            "Django for an error, made a page of it."
        )
    return why


def first_query(found, hop):
    rows = found["queries"]["rows"]
    trail = rows[0]["trail"] if rows else []
    where = f", in {trail[0]['file']}, line {trail[0]['line']}" if trail else ""
    begins = ms(hop["start"])
    if hop["inside"] == "view":
        return f"Here the first was asked on behalf of the view, at {begins}{where}."
    if hop["inside"] == "middleware_in":
        return (
            f"Here a layer of middleware already needed one, at {begins}{where}, before "
            "the address was looked up."
        )
    return f"Here the first was asked at {begins}{where}."


def verdict(guess, count):
    if guess == count:
        return "Exactly."
    if abs(guess - count) <= max(1, count // 5):
        return "Close."
    return "Fewer than you thought." if guess > count else "More than you thought."


def where_they_came_from(found):
    """Say in sentences who asked the queries, and which belong together."""
    rows = found["queries"]["rows"]
    if not rows:
        return ["This page asked the database nothing."]
    said = [
        f"{times} × {what}{where}" for (what, where), times in gathered(rows).items()
    ]
    for group in found["queries"]["groups"][:3]:
        if group["kind"] == "n+1":
            said.append(f"{group['count']} were the same, one a row. {group['advice']}")
    return said


def gathered(rows):
    """Count the queries by what they were about and where they were asked."""
    found = Counter()
    for row in rows:
        what = (row["model"] or row["kind"]).rpartition(".")[2]
        trail = row["trail"][0] if row["trail"] else None
        where = f", asked in {trail['file']}, line {trail['line']}" if trail else ""
        found[what, where] += 1
    return dict(found.most_common(12))
