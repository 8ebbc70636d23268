"""What each hop is called, and what it is for, in words for somebody who sees it first."""

ROLES = {
    "S": "Server",
    "F": "Framework",
    "V": "View",
    "T": "Template",
    "M": "Model",
}
SERVERS = {
    "uwsgi": "uWSGI",
    "gunicorn": "gunicorn",
    "runserver": "runserver",
    "asgi": "ASGI server",
    "server": "application server",
}
# name of the hop: title, room, sentence
STATIONS = {
    "browser": ("Browser", "", "It asks for an address, and waits for the page."),
    "nginx": (
        "nginx",
        "server",
        "The web server takes the call, and hands on what needs a program.",
    ),
    "wsgi": (
        "WSGI",
        "environ",
        "Plain facts about the request become an object that Python can use.",
    ),
    "middleware_in": (
        "Middleware, on the way in",
        "middleware",
        "Each layer looks at the request, or answers it at once.",
    ),
    "url": ("URL", "url", "The address is looked up: which view answers it?"),
    "view": ("View", "view", "It decides which data the page shows."),
    "models": (
        "Models",
        "models",
        "They ask the database, and give the answers names.",
    ),
    "templates": ("Templates", "templates", "They decide how the data looks: HTML."),
    "middleware_out": (
        "Middleware, on the way out",
        "middleware",
        "Each layer may add to the response, the innermost first.",
    ),
    "sending": ("Sending", "response", "The server gives the bytes to the browser."),
}
SERVER = "It runs the Python program, and calls it once for each request."


def station(name, found):
    """Give what a hop is called, its room, and its sentence."""
    if name in STATIONS:
        title, room, sentence = STATIONS[name]
        doer = doers(found).get({"view": "V", "templates": "T"}.get(name))
        return {
            "title": f"{title}: {doer}" if doer else counted(name, title, found),
            "room": room,
            "sentence": sentence,
        }
    return {"title": server(found), "room": "server", "sentence": SERVER}


def counted(name, title, found):
    if name != "models":
        return title
    count = found["queries"]["count"]
    return f"{title}: {count} quer{'y' if count == 1 else 'ies'}"


def server(found):
    """Name the server that ran the program: uWSGI worker 2."""
    known = {hop["name"] for hop in found["hops"]}
    name = next((SERVERS[kind] for kind in SERVERS if kind in known), "server")
    uwsgi = found["server"].get("uwsgi")
    return f"{name} worker {uwsgi['worker']}" if uwsgi else name


def doers(found):
    """Give who played which role, in a few words each."""
    servers = ["nginx"] if found["server"].get("nginx") else []
    names = {"S": " and ".join([*servers, server(found)]), "F": "Django"}
    if view := found["view"]:
        names["V"] = view["name"]
    if template := first_template(found):
        names["T"] = template
    if found["queries"]["count"]:
        models = [label.rpartition(".")[2] for label in labels(found)]
        names["M"] = ", ".join(models[:3]) + (", …" if len(models) > 3 else "") or "SQL"
    return names


def labels(found):
    """Give the models that were asked, those of the view's own app first: the others are
    those of every page, for who it is and what they may."""
    asked = dict.fromkeys(q["model"] for q in found["queries"]["rows"] if q["model"])
    own = ((found["view"] or {}).get("module") or "").split(".")
    return sorted(asked, key=lambda label: label.partition(".")[0] not in own)


def first_template(found):
    """Name the template that the page was made of; not those of forms and letters."""
    templates = found["templates"]
    roots = [r for r in templates.get("renders", []) if r["parent"] is None]
    own = [r for r in roots if r["kind"] == "template" and r["name"]]
    longest = max(own, key=lambda r: r["length"] or 0, default=None)
    return longest and longest["name"].rpartition("/")[2]
