"""What happened beside the page: forms, cache, signals, tasks, messages, the log."""

from .wording import listed, plural

WHY = (
    "Much of what a page costs or causes cannot be seen on it: answers that are remembered, "
    "letters that wait to be sent, lines for whoever looks after the site."
)
# Its own receivers: connections that are opened, tasks that are queued.
OWN = tuple(
    f"{__name__.partition('.rooms.')[0]}.{module}." for module in ("install", "events")
)


def rest(found):
    """One list for each of them; what did not happen is only said."""
    signals = list(heard(found["signals"]))
    counts = {
        "form": len(found["forms"]),
        "call to the cache": found["cache"]["count"],
        "signal": len(signals),
        "queued task": len(found["tasks"]),
        "message": len(found["messages"]),
        "log line": len(found["logs"]),
    }
    happened = [
        plural(n, name, "calls to the cache" if name.startswith("call") else None)
        for name, n in counts.items()
        if n
    ]
    none = [f"no {name}" for name, n in counts.items() if not n]
    words = [listed(happened, 9), listed(none, 9)]
    said = "; ".join(each for each in words if each)
    return {
        "happened": f"{said[:1].upper()}{said[1:]}.",
        "why": WHY,
        **{k: found[k] for k in ("forms", "cache", "tasks", "messages", "logs")},
        "signals": signals,
    }


def heard(signals):
    """Leave out what only X-ray listens to."""
    for signal in signals:
        others = [name for name in signal["receivers"] if not name.startswith(OWN)]
        if others:
            yield signal | {"receivers": others}


ROOMS = (("rest", "F", "Along the way", rest),)
