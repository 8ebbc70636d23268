"""What X-ray costs: not installed, installed and idle, recording; on a page of 30 queries.

Four plain Django projects side by side, asked in turns. The first two are alike, and
what they differ by is the noise that the others are held against.
"""

import http.client
import sys
import time
from contextlib import ExitStack
from statistics import median

from deploy.development import say
from tests.stack.machine import HOST

from .cpu import Meter, spent
from .stacks import the_floors

PATH = "/asked"
ROUNDS = 10
REQUESTS = 60
WARM_UP = 40
# A reader looks at a page before asking for the next; meanwhile the trace is kept.
PAUSE = 0.02
# The project that is recorded has a guest who has been there.
RECORDED = {"Cookie": "xray=a-guest-who-came-back"}
NOT_INSTALLED, AGAIN, IDLE, RECORDING = (
    "not installed",
    "not installed, again",
    "installed, not recording",
    "recording",
)
BUDGET_RATIO, BUDGET_SECONDS = 1.15, 0.002


class Project:
    """One of the four: where it answers, and what each round has cost."""

    def __init__(self, name, floors, stack, headers):
        self.name, self.floors, self.headers = name, floors, headers
        self.cpu = Meter(floors.pid("uWSGI"), program="uwsgi")
        self.waited, self.spent = [], []

    def ask(self, times):
        """Ask so often on one connection; give the median of the seconds waited."""
        connection = http.client.HTTPConnection(HOST, self.floors.port, timeout=60)
        waited = []
        for _ in range(times):
            started = time.perf_counter()
            connection.request("GET", PATH, headers=self.headers)
            response = connection.getresponse()
            response.read()
            waited.append(time.perf_counter() - started)
            time.sleep(PAUSE)
            if response.status != 200:
                sys.exit(f"{self.name}: {PATH} answered {response.status}")
        connection.close()
        return median(waited)

    def measure(self):
        before = self.cpu.read()
        self.waited.append(self.ask(REQUESTS))
        self.spent.append(spent(before, self.cpu.read()) / REQUESTS / 1e9)

    def ratios(self, other, what):
        """Give this project's rounds as multiples of the other's."""
        pairs = zip(getattr(self, what), getattr(other, what), strict=True)
        return [ours / theirs for ours, theirs in pairs]


def measure_xray(stack):
    """Run the four, ask them in turns, and give a row of numbers for each."""
    variables = {NOT_INSTALLED: "", AGAIN: "", IDLE: "own", RECORDING: "everybody"}
    with ExitStack() as ends:
        projects = []
        for name, mode in variables.items():
            floors = ends.enter_context(the_floors(stack, FLOORS_XRAY=mode))
            headers = RECORDED if name == RECORDING else {}
            projects.append(Project(name, floors, stack, headers))
        for project in projects:
            project.ask(WARM_UP)
        for _ in range(ROUNDS):
            for project in projects:
                project.measure()
    bare = projects[0]
    return [row(project, bare) for project in projects]


def row(project, bare):
    found = {"name": project.name}
    for what in "waited", "spent":
        ratios = project.ratios(bare, what)
        found |= {
            what: median(getattr(project, what)),
            f"{what}_ratio": median(ratios),
            f"{what}_least": min(ratios),
            f"{what}_most": max(ratios),
        }
    return found


def show_xray(rows):
    say(
        "",
        f"{'X-ray, on a page of 30 queries':<34}{'waited':>8}{'ratio':>7}"
        f"{'least':>7}{'most':>6}{'CPU':>8}{'ratio':>7}{'least':>7}{'most':>6}",
        f"{'':<34}{'µs':>8}{'':>20}{'µs':>8}",
    )
    for row in rows:
        numbers = "".join(
            f"{row[what] * 1e6:>8.0f}{row[f'{what}_ratio']:>7.2f}"
            f"{row[f'{what}_least']:>7.2f}{row[f'{what}_most']:>6.2f}"
            for what in ("waited", "spent")
        )
        say(f"{row['name']:<34}{numbers}{verdict(row, rows)}")
    say(
        "",
        "waited: until the answer was there. CPU: of uWSGI, with what is done after it.",
        f"ratio: median of {ROUNDS} rounds, asked in turns; least and most of them.",
    )


def verdict(row, rows):
    """Hold the idle one against the noise, the recording one against its budget."""
    bare, again = rows[0], rows[1]
    if row["name"] == IDLE:
        within = again["spent_least"] <= row["spent_ratio"] <= again["spent_most"]
        return "  within the noise" if within else "  above the noise"
    if row["name"] == RECORDING:
        more = row["waited"] - bare["waited"]
        within = row["waited_ratio"] <= BUDGET_RATIO or more <= BUDGET_SECONDS
        return f"  {'within' if within else 'over'} 1.15 or 2 ms (+{more * 1e3:.1f} ms)"
    return ""
