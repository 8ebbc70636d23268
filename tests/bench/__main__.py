"""Run the measurement: python -m tests.bench (make bench)."""

import http.client
import json
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from gzip import decompress
from statistics import median
from urllib.parse import urlencode

from deploy.development import say
from tests.addresses import ROOT
from tests.stack.machine import HOST

from .cpu import Meter, spent
from .stacks import the_floors, the_site
from .xray import measure_xray, show_xray

TOPICS = int(os.environ.get("TOPICS") or 1_000)
COMMENTS = TOPICS * 20
# What to measure: "pages", "search", "office" or "xray"; empty is all of it.
PART = os.environ.get("PART", "")
MEMBER = "lin"
PASSWORD = "measured by the second"
ROUNDS = 9
# A round of one page takes about so long, within these numbers of requests.
SECONDS, FEWEST, MOST = 0.4, 30, 400
FLOOR = "Django page of 20 rows"
SEARCH_BUDGET = 20  # times one row that is looked up by its id


@dataclass
class Page:
    """What is measured: who asks whom for what, and what it may cost."""

    name: str
    site: object
    path: str
    who: str = "guest"
    headers: dict = field(default_factory=dict)
    budget: float = 0  # times the floor; 0 means none
    most_queries: int = 0
    is_ours: bool = True
    size: int = 0
    gzipped: int = 0
    queries: int | None = None
    requests: int = FEWEST
    rounds: list = field(default_factory=list)

    def cost(self, part):
        """Give the median of the rounds, in microseconds a request."""
        return median(costs[part] for costs in self.rounds)

    def ratio(self, floor):
        """Give the median of the rounds' ratios: what disturbs a round disturbs both."""
        pairs = zip(self.rounds, floor.rounds, strict=True)
        return median(ours["total"] / theirs["total"] for ours, theirs in pairs)


def main():
    if sys.platform != "linux":
        sys.exit("make bench reads the kernel's counts in /proc, which only Linux has.")
    say("Starting nginx, uWSGI and PostgreSQL …")
    with the_site() as stack, the_floors(stack) as floors:
        say(f"Filling the forum: {TOPICS:,} topics, {COMMENTS:,} comments …")
        size = f"--topics={TOPICS}", f"--comments={COMMENTS}"
        stack.manage("load_demo", "--verbosity=0", f"--password={PASSWORD}", *size)
        in_site(stack, "settle()")
        pages = measure_pages(stack, floors) if PART in {"", "pages"} else []
        searches = measure_searches(stack) if PART in {"", "search"} else []
        lists = measure_lists(stack) if PART in {"", "office"} else {}
        xray = measure_xray(stack) if PART in {"", "xray"} else []
    if pages:
        show(pages)
    if searches:
        show_searches(searches)
    if lists:
        show_lists(lists)
    if xray:
        show_xray(xray)
    kept = keep(pages, searches, lists, xray)
    say("", f"Kept in {kept.relative_to(ROOT)}")


def measure_pages(stack, floors):
    pages = what_to_measure(stack, floors)
    count_queries(stack, pages)
    say(f"Measuring: {ROUNDS} rounds of {len(pages)} pages …", "")
    measure(pages, meters(stack, floors))
    return pages


def measure_searches(stack):
    """Give what finding costs (searching.py)."""
    say("Measuring: the forum's search …")
    return json.loads(in_site(stack, "measure()", "searching"))


def measure_lists(stack):
    """Give what the lists of the back office cost the database (lists.py)."""
    say("Measuring: the lists of the back office …")
    in_site(stack, "stir()", "lists")
    return json.loads(in_site(stack, "ask_lists()", "lists"))


def what_to_measure(stack, floors):
    """Put together the floors and the site's pages, with the addresses to ask."""
    home = stack.ask("/").text
    style = re.search(r'href="(/static/css/[^"]+)"', home)[1]
    topics = stack.ask("/forum/topics/").text
    topic = max(re.findall(r'href="(/forum/topics/\d+/)', topics), key=len)
    session = {"Cookie": sign_in(stack)}
    lists, pages = "/forum/topics/", topic
    return [
        Page("nginx, a static file", stack, style, is_ours=False),
        Page("bare WSGI", floors, "/bare", is_ours=False),
        Page("empty Django view", floors, "/empty", is_ours=False),
        Page(FLOOR, floors, "/rows", is_ours=False),
        Page("topic list, guest", stack, lists, budget=1.5, most_queries=4),
        Page("topic page, guest", stack, pages, budget=2, most_queries=5),
        Page("topic list, member", stack, lists, MEMBER, session, 3, 12),
        Page("topic page, member", stack, pages, MEMBER, session, 3, 12),
    ]


def sign_in(stack):
    """Sign the member in as a browser would; give the cookies."""
    form = stack.ask("/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
    cookies = cookies_of(form)
    body = urlencode(
        {"username": MEMBER, "password": PASSWORD, "csrfmiddlewaretoken": token}
    )
    kind = "application/x-www-form-urlencoded"
    answer = stack.ask(
        "/accounts/login/", "POST", body, Cookie=cookies, Content_Type=kind
    )
    if answer.status != 302:
        sys.exit(f"{MEMBER} could not sign in: {answer.status}")
    return f"{cookies}; {cookies_of(answer)}"


def cookies_of(answer):
    cookies = answer.headers.get_all("Set-Cookie") or []
    return "; ".join(cookie.partition(";")[0] for cookie in cookies)


def in_site(stack, call, module="queries"):
    """Call a function of a module here inside the site, and give what it prints."""
    code = f"from tests.bench.{module} import {call.partition('(')[0]}; {call}"
    return stack.manage("shell", "--no-imports", "-c", code)


def count_queries(stack, pages):
    ours = [page for page in pages if page.is_ours]
    asked = [[page.who, page.path] for page in ours]
    for page, number in zip(
        ours, json.loads(in_site(stack, f"count({asked!r})")), strict=True
    ):
        page.queries = number


def meters(stack, floors):
    """Say whose CPU time is what: the application's, the database's, the web server's."""
    uwsgi = stack.pid("uWSGI"), floors.pid("uWSGI")
    nginx = stack.pid("nginx"), floors.pid("nginx")
    return {
        "application": Meter(*uwsgi, program="uwsgi"),
        "database": Meter(stack.pid("PostgreSQL"), program="postgres"),
        "nginx": Meter(*nginx, program="nginx"),
    }


def measure(pages, meters):
    """Ask for each page in turn, round by round; keep what each round cost."""
    for page in pages:
        warm_up(page)
    for _ in range(ROUNDS):
        for page in pages:
            before = {part: meter.read() for part, meter in meters.items()}
            ask(page, page.requests)
            costs = {
                part: spent(before[part], meter.read()) / page.requests / 1000
                for part, meter in meters.items()
            }
            ours = costs["application"] + costs["database"]
            # A static file costs the application nothing: nginx is all of it.
            page.rounds.append(costs | {"total": max(ours, costs["nginx"])})


def warm_up(page):
    """Let every worker see the page; measure its size, and how many fit in a round."""
    page.size, page.gzipped = ask(page, 2 * FEWEST)
    started = time.monotonic()
    ask(page, FEWEST)
    took = (time.monotonic() - started) / FEWEST
    page.requests = round(min(max(SECONDS / took, FEWEST), MOST))


def ask(page, times):
    """Ask for the page so often, over one connection; give its size, plain and gzipped."""
    connection = http.client.HTTPConnection(HOST, page.site.port, timeout=60)
    headers = page.headers | {"Accept-Encoding": "gzip"}
    try:
        for _ in range(times):
            connection.request("GET", fresh(page), headers=headers)
            response = connection.getresponse()
            body = response.read()
            if response.status != 200:
                sys.exit(f"{page.name}: {page.path} answered {response.status}")
    finally:
        connection.close()
    is_gzipped = response.getheader("Content-Encoding") == "gzip"
    return len(decompress(body) if is_gzipped else body), len(body)


def fresh(page):
    """Give an address that nobody has asked for: a guest's page would be in the cache."""
    fresh.count += 1
    is_cached = page.is_ours and page.who == "guest"
    return f"{page.path}?n={fresh.count}" if is_cached else page.path


fresh.count = 0


def show(pages):
    floor = next(page for page in pages if page.name == FLOOR)
    say(
        f"{'':<24}{'bytes':>8}{'gzip':>8}{'queries':>9}"
        f"{'app':>8}{'database':>10}{'nginx':>7}{'ratio':>8}",
        f"{'':<24}{'':>25}{'CPU, microseconds a request':>25}{'':>4}",
    )
    for page in pages:
        queries = "" if page.queries is None else page.queries
        ratio = page.ratio(floor)
        say(
            f"{page.name:<24}{page.size:>8}{page.gzipped:>8}{queries:>9}"
            f"{page.cost('application'):>8.0f}{page.cost('database'):>10.0f}"
            f"{page.cost('nginx'):>7.0f}{ratio:>8.2f}{verdict(page, ratio)}"
        )
    say("", f"ratio: application and database, as a multiple of “{FLOOR}”")


def verdict(page, ratio):
    """Compare with the budgets: CPU as a multiple of the floor, and queries."""
    if not page.budget:
        return ""
    if ratio > page.budget:
        return f"  over its budget of {page.budget}"
    if page.queries > page.most_queries:
        return f"  over its budget of {page.most_queries} queries"
    return f"  within {page.budget}"


def show_lists(lists):
    say(
        "",
        f"{'Back office':<66}{'found':>16}{'queries':>9}{'database':>10}{'ratio':>8}",
        f"{'':<66}{'':>25}{'microseconds':>14}",
    )
    for row in lists["rows"]:
        found = row["found"] or "stopped"
        say(
            f"{row['list']:<9}{row['conditions'] or '(all)':<57}{found:>16}"
            f"{row['queries']:>9}{row['microseconds']:>10}{row['ratio']:>8}"
        )
    lookup = lists["lookup_microseconds"]
    say(
        "",
        f"ratio: all queries of the list, as a multiple of one row of {COMMENTS:,} "
        f"comments found by its key ({lookup} microseconds)",
    )


def show_searches(searches):
    """Show what finding costs, beside looking up one row that is known."""
    floor = searches[0]["application"] + searches[0]["database"]
    say(
        "",
        f"{'Searches':<34}{'found':>7}{'queries':>9}{'app':>8}{'database':>10}{'ratio':>8}",
    )
    for row in searches:
        ratio = (row["application"] + row["database"]) / floor
        found = f"{row['found']}{'+' if row['is_more'] else ''}"
        over = "over its budget of" if ratio > SEARCH_BUDGET else "within"
        say(
            f"{row['name']:<34}{found:>7}{row['queries']:>9}{row['application']:>8}"
            f"{row['database']:>10}{ratio:>8.2f}  {over} {SEARCH_BUDGET}"
        )


def keep(pages, searches, lists, xray):
    """Write the numbers, and where they come from, for comparing with later ones."""
    now = datetime.now(UTC)
    commit = git("rev-parse", "--short", "HEAD") or "unknown"
    floor = next((page for page in pages if page.name == FLOOR), None)
    result = {
        "date": now.isoformat(timespec="seconds"),
        "commit": commit + ("+" if git("status", "--porcelain") else ""),
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "topics": TOPICS,
        "comments": COMMENTS,
        "searches": searches,
        "pages": [
            {
                "name": page.name,
                "path": page.path,
                "bytes": page.size,
                "gzipped": page.gzipped,
                "queries": page.queries,
                "ratio": round(page.ratio(floor), 3),
                "requests_a_round": page.requests,
                "microseconds": page.rounds,
            }
            for page in pages
        ],
        "lists": lists,
        "xray": xray,
    }
    folder = ROOT / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%d-%H%M%S}-{commit}.json"
    path.write_text(json.dumps(result, indent=1) + "\n")
    return path


def git(*arguments):
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main()
