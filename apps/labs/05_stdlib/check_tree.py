"""The class tree."""

import importlib
import re

from apps.labs.checking import document, step

from .check_asks import (
    CLASSES,
    MODULES,
    must_tell,
    public_classes,
    tree,
)


@step(
    "Every class is told, with what it is",
    clause=CLASSES,
    question="How does a program learn which classes a module has, and what they are?",
)
def tree_is_told(bench):
    lines = tree(bench)
    for module in MODULES:
        for cls in public_classes(importlib.import_module(module)):
            must_tell(bench, lines, cls.__module__, cls.__name__, cls.__bases__)


@step(
    "The tree comes from the live classes",
    clause=CLASSES,
    question="What would your program tell of a module that is written tomorrow?",
)
def tree_is_live(bench):
    number = bench.random.randrange(1000, 9999)
    module, names = f"written_{number}", [f"{n}{number}" for n in ("Ada", "Bob", "Eve")]
    (bench.folder / f"{module}.py").write_text(
        "from socketserver import BaseServer, ThreadingMixIn\n"
        f"class {names[0]}: pass\n"
        f"class {names[1]}({names[0]}, BaseServer): pass\n"
        f"class {names[2]}(ThreadingMixIn, {names[1]}): pass\n"
    )
    lines = tree(bench, module)
    must_tell(bench, lines, module, names[0], [])
    must_tell(bench, lines, module, names[1], [names[0], "BaseServer"])
    must_tell(bench, lines, module, names[2], ["ThreadingMixIn", names[1]])


@step(
    "The tree can be listened to",
    clause=document(
        "WCAG 2.2",
        "1.3.1, Info and Relationships",
        "What belongs to what is said by words or structure, and not by its look alone: a "
        "screen reader reads neither lines nor indentation.",
        "https://www.w3.org/TR/WCAG22/#info-and-relationships",
    ),
    question="Read one line aloud, without the others: does it say what the class is?",
)
def tree_can_be_heard(bench):
    drawn = [
        line
        for line in tree(bench)
        if re.search(r"[^\x20-\x7e]|^[\s|`+\\-]*[|`+\\]", line)
    ]
    bench.expect(
        not drawn,
        "The tree is told in words and numbers, without drawn lines.",
        got=f"A line is {drawn[0]!r}." if drawn else "",
    )
