"""Which CSS every browser has had for a while: Baseline's "widely available".

    python tests/conventions/baseline.py data.json > tests/conventions/baseline.txt

makes the list anew from the data of the package `web-features`, which the W3C's
WebDX group keeps (npm pack web-features; data.json lies in it). A feature is
widely available 30 months after the last of the browsers has got it.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")
WIDELY_AFTER_DAYS = 913
KINDS = {"properties": "property", "at-rules": "at-rule", "selectors": "selector"}


def widely_available(path=LIST):
    """Read the list: {(kind, name), …}; kinds: property, at-rule, selector, function."""
    lines = path.read_text().splitlines()
    return {tuple(line.split()) for line in lines if line and line[0] != "#"}


def names(features, today):
    """Give the lines of the list, from the features of data.json."""
    for feature in features.values():
        status = feature.get("status", {})
        for key in feature.get("compat_features", ()):
            own = status.get("by_compat_key", {}).get(key, status)
            group, kind, *path = key.split(".")
            if group == "css" and is_wide(own, today):
                if kind in KINDS and len(path) == 1:
                    yield f"{KINDS[kind]} {path[0]}"
                if kind in {"properties", "types"}:
                    yield from (f"function {name.lower()}" for name in path)


def is_wide(status, today):
    since = status.get("baseline_low_date", "").lstrip("≤")
    age = since and today - datetime.fromisoformat(since).replace(tzinfo=UTC)
    return bool(age) and age.days >= WIDELY_AFTER_DAYS


if __name__ == "__main__":
    today = datetime.now(UTC)
    data = json.loads(Path(sys.argv[1]).read_text())
    lines = sorted(set(names(data["features"], today)))
    header = f"# CSS that is widely available on {today:%Y-%m-%d}; made by baseline.py"
    sys.stdout.write("\n".join([header, *lines]) + "\n")
