"""Templates: who rendered whom, for how long, and which bytes came of which node.

A node gives its text to the node that it stands in, which joins it with others. So
where a piece lies in the page is known when everything has been put together: each
render keeps the lengths of what was rendered inside it, checks that its text is
really these texts joined, and forgets them.
"""

from functools import wraps
from time import perf_counter_ns

from django.template import Template
from django.template.base import TextNode, VariableNode

from .pieces import Piece, may_keep, notice, settle
from .state import current, running

MOST = 60_000  # nodes of one request


class Root:
    """A render that was begun by Python: its piece, and what the template was given."""

    def __init__(self, template, names, engine="django"):
        self.template, self.names, self.engine = template, names, engine
        self.piece = None
        self.start = perf_counter_ns()
        self.bound = self.end = None


class Renders:
    """The notes about all renders of one request."""

    def __init__(self):
        self.roots = []
        self.children = None  # of the node that is being rendered
        self.node = None  # the node that is being rendered: who asks a query now
        self.count = 0
        self.failed = None
        self.is_full = False

    def render(self, node, context, render):
        """Render a node or a template, and keep what came of it."""
        outer, outer_node = self.children, self.node
        if outer is None:  # a node that Python rendered by itself
            return render(node, context)
        self.children, self.node = inner, _ = [], node
        start = perf_counter_ns()
        try:
            text = render(node, context)
        except Exception:
            self.failed = self.failed or node
            raise
        finally:
            self.children, self.node = outer, outer_node
        piece = Piece(node, text, inner, start, perf_counter_ns())
        if inner:
            settle(inner, text)
        if text and may_keep(type(node)):
            notice(node, text, piece)
        self.keep(outer, piece)
        return text

    def keep(self, siblings, piece):
        self.count += 1
        if self.count < MOST:
            siblings.append(piece)
        else:
            self.is_full = True

    def begin(self, root):
        """Begin a render from Python; what is open belongs to another one."""
        self.roots.append(root)
        outer = self.children, self.node
        self.children, self.node = [], None
        return outer

    def finish(self, root, text, outer):
        root.end = perf_counter_ns()
        root.piece = Piece(root.template, text, self.children, root.start, root.end)
        if self.children:
            settle(self.children, text)
        self.children, self.node = outer


# What takes the place of Django's own


def render_annotated(self, context):
    """Node.render_annotated, and a note when somebody records."""
    if running:
        recording = current.get()
        if recording is not None:
            return recording.renders.render(self, context, annotated)
    try:
        return self.render(context)
    except Exception as error:
        annotate(self, context, error)
        raise


def annotated(node, context):
    try:
        return node.render(context)
    except Exception as error:
        annotate(node, context, error)
        raise


def annotate(node, context, error):
    """Do what Django's render_annotated does when a node fails in debug mode."""
    if not context.template.engine.debug:
        return
    if not hasattr(error, "_culprit_node"):
        error._culprit_node = node
    template = context.render_context.template
    if (
        not hasattr(error, "template_debug")
        and template.origin == error._culprit_node.origin
    ):
        error.template_debug = template.get_exception_info(
            error, error._culprit_node.token
        )


def render_text(self, context):
    """TextNode.render_annotated, and a note."""
    if running:
        recording = current.get()
        if recording is not None and recording.renders.children is not None:
            renders = recording.renders
            renders.keep(renders.children, Piece(self, self.s))
    return self.s


def render_variable(self, context):
    """VariableNode.render_annotated, and a note; lighter than for other nodes."""
    if running:
        recording = current.get()
        if recording is not None and recording.renders.children is not None:
            return variable(self, context, recording.renders)
    try:
        return self.render(context)
    except Exception as error:
        annotate(self, context, error)
        raise


def variable(node, context, renders):
    outer, outer_node = renders.children, renders.node
    renders.children, renders.node = inner, _ = [], node
    try:
        text = annotated(node, context)
    except Exception:
        renders.failed = renders.failed or node
        raise
    finally:
        renders.children, renders.node = outer, outer_node
    if inner:  # it rendered a template of its own: a form, a field
        settle(inner, text)
    renders.keep(outer, Piece(node, text, inner))
    return text


def render_template(render):
    """Give Template.render, and a note; `render` is Django's."""

    @wraps(render)
    def render_seen(self, context):
        recording = current.get() if running else None
        if recording is None:
            return render(self, context)
        renders = recording.renders
        if renders.children is not None:
            return renders.render(self, context, render)
        return render_root(self, context, renders, render)

    return render_seen


def render_root(template, context, renders, render):
    """Do what Template.render does, and look at the context when it is complete."""
    if context.template is not None:
        root = Root(template, names_in(context))
        outer = renders.begin(root)
        text = ""
        try:
            text = render(template, context)
        finally:
            renders.finish(root, text, outer)
        return text
    root = Root(template, [])
    outer = renders.begin(root)
    text = ""
    try:
        with (
            context.render_context.push_state(template),
            context.bind_template(template),
        ):
            root.bound = perf_counter_ns()
            root.names = names_in(context)
            context.template_name = template.name
            text = template._render(context)
    finally:
        renders.finish(root, text, outer)
    return text


def names_in(context):
    """Give [(name, type, detail, who gave it)] of a context; no value, nothing is called."""
    processors = getattr(context, "_processors_index", None)
    found = {}
    for number, layer in enumerate(context.dicts):
        origin = "builtin" if not number else "view"
        if number == processors:
            origin = "processors"
        for name, thing in layer.items():
            found[name] = (str(name), *described(thing), origin)
    return [each for each in found.values() if each[3] != "builtin"]


def described(thing):
    """Give a thing's type, and how much of it there is, without waking it up."""
    try:
        return kind_and_amount(thing)
    except Exception:  # a class may do anything when it is asked what it is
        return type(thing).__name__, None


def kind_and_amount(thing):
    state = getattr(type(thing), "__mro__", ())
    names = {cls.__name__ for cls in state}
    if "LazyObject" in names:
        wrapped = thing.__dict__.get("_wrapped")
        if wrapped is None or type(wrapped) is object:
            return type(thing).__name__, "not evaluated"
        return described(wrapped)
    if "QuerySet" in names:
        kept = thing.__dict__.get("_result_cache")
        kind = f"{type(thing).__name__} of {thing.model._meta.label}"
        return kind, "not evaluated" if kept is None else f"{len(kept)} rows, read"
    if type(thing) in {str, bytes, list, tuple, dict, set, frozenset}:
        return type(thing).__name__, f"length {len(thing)}"
    cls = type(thing)
    where = "" if cls.__module__ == "builtins" else f"{cls.__module__}."
    return f"{where}{cls.__qualname__}", None


def instrumented():
    """Give (class, attribute, what takes its place) for all that is patched here."""
    from django.template.base import Node

    return [
        (Node, "render_annotated", render_annotated),
        (TextNode, "render_annotated", render_text),
        (VariableNode, "render_annotated", render_variable),
        (Template, "render", render_template(Template.render)),
    ]


def render_jinja2(render):
    """Give the render of Django's Jinja2 back end, with a note: no lines, only times."""

    @wraps(render)
    def render_seen(self, context=None, request=None):
        recording = current.get() if running else None
        if recording is None or recording.renders.children is not None:
            return render(self, context, request)
        names = [
            (name, *described(each), "view") for name, each in (context or {}).items()
        ]
        root = Root(self, names, "jinja2")
        outer = recording.renders.begin(root)
        recording.not_seen(
            "templates",
            "Jinja2 compiles templates to Python: X-ray sees which is rendered and how long, not its lines.",
        )
        text = ""
        try:
            text = render(self, context, request)
        finally:
            recording.renders.finish(root, text, outer)
        return text

    return render_seen
