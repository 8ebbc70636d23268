"""Read the forms of a page, as a browser would before it sends them."""

import html5lib

# What a person could have typed, so that the other fields are no reason to refuse.
TYPED = {
    "email": "someone@example.org",
    "password": "correct horse battery staple",
    "text": "Something",
    "textarea": "Something",
    "search": "Something",
}
SILENT = {"submit", "button", "image", "reset", "file"}


def forms_of(response, path):
    """Give each form that is sent by POST: its address, its fields with their values."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    for form in page.iter("form"):
        if form.get("method", "get").lower() == "post":
            elements = [e for e in form.iter() if is_sent(e)]
            yield form.get("action") or path, {e.get("name"): e for e in elements}


def is_sent(element):
    kind = element.get("type", "text")
    is_field = element.tag in {"input", "textarea", "select"}
    return is_field and kind not in SILENT and bool(element.get("name"))


def filled_in(fields):
    """Give the values that a person would send: what is there, or something typed."""
    return {name: value_of(element) for name, element in fields.items()}


def value_of(element):
    if element.tag == "textarea":
        return element.text or TYPED["textarea"]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        return (chosen or options)[0].get("value", "")
    kind = element.get("type", "text")
    return element.get("value") or TYPED.get(kind, "")
