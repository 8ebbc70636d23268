"""What the parts of this check share: the learner's nginx, and where its manual is."""

from apps.labs.checking import document
from apps.labs.nginxes import Front

FORUM, NOTES = "forum.localhost", "notes.localhost"


def forum(bench, server=None):
    """The forum, on an nginx that all steps share unless another is given."""
    return Front(bench, server or bench.shared("serve.py", named=8099), FORUM)


def directive(name, says, module="ngx_http_core_module"):
    """Name a place in nginx's manual: a directive of a module."""
    address = f"https://nginx.org/en/docs/http/{module}.html#{name}"
    return document("nginx", name, says, address)


def uwsgi(name, says):
    return directive(name, says, "ngx_http_uwsgi_module")


def nginx(bench, *words):
    """Give what nginx says to -t or -s, and whether it was content."""
    told = bench.start("serve.py", *words)
    # It ends by itself, soon; on a busy machine less soon.
    told.wait_ended(max(bench.patience, 15))
    said = told.errors.decode("utf-8", "replace").replace(f"{bench.folder}/", "")
    return told.status == 0, said
