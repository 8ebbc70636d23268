"""The middleware: layers around the view, like those of an onion."""

from .wording import plural

WHY = (
    "What every page needs, such as sessions, signing in and headers for safety, is "
    "written here once and not in each view."
)


def middleware(found):
    """Each layer, the outermost first: its time, and what it changed."""
    said = found["middleware"]
    layers = [layer(each, depth, len(said)) for depth, each in enumerate(said)]
    if not layers:
        return None
    busy = sum(1 for each in layers if each["did"])
    last = layers[-1]
    happened = (
        f"{plural(len(layers), 'layer')} saw the request on its way in, and the response "
        f"on its way out; {busy or 'none'} of them left a mark."
    )
    if last["answered"]:
        happened = (
            f"{plural(len(layers), 'layer')} saw the request, and the last of them, "
            f"{last['short']}, answered it: no view was called."
        )
    return {"happened": happened, "why": WHY, "layers": layers, "busy": busy}


def layer(each, depth, count):
    """Write a layer; `x` and `width` draw the onion, each inside the one before."""
    module, _, name = each["path"].rpartition(".")
    headers, cookies = each["headers"], each["cookies"]
    did = any(
        [
            each["answered"],
            each["request"],
            each["environ"],
            headers["added"],
            headers["changed"],
            headers["removed"],
            cookies["set"],
            cookies["removed"],
            each["status"],
            each["body"],
        ]
    )
    inset = 45 * depth / count
    shape = {"x": f"{inset:.1f}", "width": f"{100 - 2 * inset:.1f}"}
    return each | shape | {"short": name, "module": module, "did": did}


ROOMS = (("middleware", "F", "Middleware", middleware),)
