"""What happened beside the page: forms, cache, signals, tasks, messages, the log."""

from .wording import listed, plural

WHY = (
    "Much of what a page costs or causes cannot be seen on it: answers that are remembered, "
    "letters that wait to be sent, lines for whoever looks after the site."
)


def rest(found):
    """One list for each of them; what did not happen is only said."""
    counts = {
        "form": len(found["forms"]),
        "call to the cache": found["cache"]["count"],
        "signal": len(found["signals"]),
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
        **{k: found[k] for k in ("forms", "cache", "signals", "tasks", "messages")},
        "logs": found["logs"],
    }


ROOMS = (("rest", "F", "Along the way", rest),)
