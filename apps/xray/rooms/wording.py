"""Small words for the sentences of the rooms."""


def plural(count, one, many=None):
    """Write a number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names, most=3):
    """Write names as a sentence does: a, b and c."""
    names = list(names)
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} others"]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def milliseconds(microseconds):
    value = (microseconds or 0) / 1000
    return f"{value:.{2 if value < 10 else 1}f} ms"
