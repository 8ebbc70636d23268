"""What else happened: forms, signals, messages, cache calls, tasks, log lines."""

import sys
from functools import wraps
from time import perf_counter_ns

from . import outside, redaction
from .places import is_passed_over, place, place_of
from .state import now, seal
from .units import us

MOST = 200  # of each kind
CACHE_CALLS = (
    "add", "get", "set", "touch", "delete", "has_key", "incr", "get_or_set",
    "get_many", "set_many", "delete_many", "clear",
)  # fmt: skip


class Events:
    """The notes about one request, and how many there were of each kind."""

    def __init__(self):
        self.forms, self.calls, self.signals = [], [], {}
        self.tasks, self.messages, self.logs = [], [], []
        self.counts = {}
        self.cache_time = 0
        self.in_cache = False

    def keep(self, kind, note):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        notes = getattr(self, kind)
        if len(notes) < MOST:
            notes.append(note)


def asked_by():
    """Give the nearest line of the program itself."""
    frame = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        if not is_passed_over(code.co_filename):
            return code.co_filename, frame.f_lineno, code.co_qualname
        frame = frame.f_back
    return None


# What takes the place of Django's own


def form_made(init):
    """Give BaseForm.__init__, with a note of each form."""

    @wraps(init)
    def init_seen(self, *args, **kwargs):
        init(self, *args, **kwargs)
        if recording := now():
            recording.events.keep("forms", [self, None])

    return init_seen


def form_checked(full_clean):
    """Give BaseForm.full_clean, with a note of how long it took."""

    @wraps(full_clean)
    def full_clean_seen(self):
        recording = now()
        if recording is None:
            return full_clean(self)
        start = perf_counter_ns()
        try:
            return full_clean(self)
        finally:
            for note in recording.events.forms:
                if note[0] is self:
                    note[1] = perf_counter_ns() - start

    return full_clean_seen


def receivers(live_receivers):
    """Give Signal._live_receivers, which is asked when somebody listens to a signal."""

    @wraps(live_receivers)
    def live_receivers_seen(self, sender):
        found = live_receivers(self, sender)
        recording = now()
        if recording and any(found):
            seen = recording.events.signals
            key = id(self), id(sender)
            if key not in seen:
                seen[key] = [self, sender, [*found[0], *found[1]], 0]
            seen[key][3] += 1
        return found

    return live_receivers_seen


def message_added(add):
    """Give the messages' BaseStorage.add, with a note; the text is not kept."""

    @wraps(add)
    def add_seen(self, level, message, extra_tags=""):
        if recording := now():
            recording.events.keep("messages", (level, str(extra_tags), asked_by()))
        return add(self, level, message, extra_tags)

    return add_seen


def watch_cache(cache, alias):
    """Let each call of this cache be noted; of calls within calls, the outermost."""
    for name in CACHE_CALLS:
        if (call := getattr(cache, name, None)) and name not in vars(cache):
            setattr(cache, name, cache_call(call, name, alias))
    return cache


def cache_call(call, name, alias):
    @wraps(call)
    def called(*args, **kwargs):
        if (behind := seal()) and name in outside.CACHE_WRITES:
            return outside.pretend(behind, name, args, kwargs, call.__self__)
        recording = now()
        if recording is None or recording.events.in_cache:
            return call(*args, **kwargs)
        events = recording.events
        events.in_cache = True
        start = perf_counter_ns()
        hit = None
        try:
            answer = call(*args, **kwargs)
            hit = is_hit(name, answer, args, kwargs)
            return answer
        finally:
            events.in_cache = False
            took = perf_counter_ns() - start
            events.cache_time += took
            note = (
                alias,
                name,
                key_of(name, args, kwargs),
                hit,
                start,
                took,
                asked_by(),
            )
            events.keep("calls", note)

    called.is_xray = True
    return called


def is_hit(name, answer, args, kwargs):
    if name == "get":
        default = args[1] if len(args) > 1 else kwargs.get("default")
        return answer is not default
    if name == "get_many":
        return bool(answer)
    return bool(answer) if name == "has_key" else None


def key_of(name, args, kwargs):
    if name == "clear":
        return None
    key = args[0] if args else kwargs.get("key", kwargs.get("keys", ""))
    if isinstance(key, str):
        return redaction.cache_key(key)
    return ", ".join(redaction.cache_key(each) for each in list(key)[:10])


def task_enqueued(sender, task_result, **_):
    """Hear of a task that was queued: django_tasks has a signal for it."""
    if recording := now():
        recording.events.keep("tasks", (task_result, perf_counter_ns()))


def log_record(factory):
    """Give logging's factory of records, with a note of each.

    Not a handler: a root logger that has one no longer writes the warnings of
    loggers without one to the terminal, and X-ray must change nothing.
    """

    @wraps(factory)
    def made(*args, **kwargs):
        record = factory(*args, **kwargs)
        if recording := now():
            constant = record.msg if is_constant(record) else None
            recording.events.keep("logs", (record, constant, perf_counter_ns()))
        return record

    return made


def is_constant(record):
    """Say whether the message stands in the source as it is, so that nothing is in it."""
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_filename == record.pathname and code.co_name == record.funcName:
            return isinstance(record.msg, str) and record.msg in code.co_consts
        frame = frame.f_back
    return False


# Afterwards


def written(events, moment):
    """Write the parts of the trace that are about these."""
    return {
        "forms": [form_row(form, took) for form, took in events.forms],
        "cache": {
            "count": events.counts.get("calls", 0),
            "time": us(events.cache_time),
            "calls": [call_row(*call, moment) for call in events.calls],
        },
        "signals": [signal_row(*each) for each in list(events.signals.values())[:MOST]],
        "tasks": [task_row(*each, moment) for each in events.tasks],
        "messages": [
            {"level": level, "tags": tags[:100], "place": asked and place(*asked)}
            for level, tags, asked in events.messages
        ],
        "logs": [log_row(*each, moment) for each in events.logs],
    }


def form_row(form, took):
    errors = form._errors or {}
    codes = {name: [e.code or "" for e in errors[name].as_data()] for name in errors}
    cls = type(form)
    return {
        "class": f"{cls.__module__}.{cls.__qualname__}",
        "place": place_of(cls),
        "bound": form.is_bound,
        "valid": None if form._errors is None or not form.is_bound else not errors,
        "fields": [
            {"name": name, "type": type(field).__name__, "errors": codes.get(name, [])}
            for name, field in list(form.fields.items())[:50]
        ],
        "non_field_errors": codes.get("__all__", []),
        "validated_time": took and us(took),
    }


def call_row(alias, name, key, hit, start, took, asked, moment):
    return {
        "alias": alias,
        "call": name,
        "key": key,
        "hit": hit,
        "start": moment(start),
        "time": us(took),
        "place": asked and place(*asked),
    }


def signal_row(signal, sender, receivers, count):
    return {
        "signal": name_of_signal(signal),
        "sender": getattr(sender, "__qualname__", None) or type(sender).__name__,
        "receivers": [name_of(each) for each in receivers[:20]],
        "count": count,
    }


def name_of_signal(signal):
    """Find what a signal is called: it does not know itself."""
    for module_name, module in list(sys.modules.items()):
        if "signals" in module_name:
            for name, thing in vars(module).items():
                if thing is signal:
                    return f"{module_name}.{name}"
    return type(signal).__name__


def name_of(receiver):
    receiver = getattr(receiver, "__func__", receiver)
    name = getattr(receiver, "__qualname__", type(receiver).__qualname__)
    return f"{getattr(receiver, '__module__', '')}.{name}"


def task_row(result, at, moment):
    return {
        "task": result.task.module_path,
        "queue": result.task.queue_name,
        "backend": result.backend,
        "at": moment(at),
    }


def log_row(record, constant, at, moment):
    return {
        "level": record.levelname,
        "logger": record.name,
        "message": constant and constant[:500],
        "place": place(record.pathname, record.lineno, record.funcName),
        "at": moment(at),
        "exception": (record.exc_info or [None])[0] and record.exc_info[0].__name__,
    }
