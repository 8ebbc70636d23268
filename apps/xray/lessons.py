"""What is taken out of a trace that everybody may read: whatever tells one person from others.

A trace holds no secrets, but it is one person's: which browser they use, which language
they read, from which network they came. A lesson needs none of that.
"""

# What may be said of a request that anybody could have made.
HEADERS = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "upgrade-insecure-requests",
}
# Keys of the environ and of the packet that say from where it came, and which one it was.
PERSONAL = {"REMOTE_ADDR", "REMOTE_PORT", "REQUEST_ID", "HTTP_X_REQUEST_ID"}


def for_everybody(found):
    """Take out of a document what says something about the person; it is changed."""
    for each in found["request"]["headers"]:
        if each["name"].lower() not in HEADERS:
            hide(each)
    for each in [*found["environ"], *(found["packet"] or {}).get("vars", [])]:
        key = each["key"]
        if key in PERSONAL or (
            key.startswith("HTTP_") and header_of(key) not in HEADERS
        ):
            hide(each)
    for layer in found["middleware"]:
        hide_request_id(layer["headers"]["added"])
    hide_request_id(found["response"]["headers"])
    if nginx := found["server"].get("nginx"):
        nginx["request_id"] = None
    return found


def header_of(key):
    return key.removeprefix("HTTP_").replace("_", "-").lower()


def hide_request_id(headers):
    """With it, whoever reads the log could find out who it was."""
    for each in headers:
        if each["name"].lower() == "x-request-id":
            hide(each)


def hide(row):
    row["value"] = None
    row["redacted"] = True
