"""Right and wrong answers to a lab, which prove that its check is fair.

A file in wrong/ or right/ is either a whole answer to one program,

    FILE = "echo_server.py"          the program in whose place it stands
    REFUSED_BY = "in_pieces"         wrong/ only: the step that must refuse it

or the reference with small changes, each of which must fit exactly once:

    EDITS = [("echo_server.py", "while True:", "if True:")]

A folder of the same name beside it is laid over the answer. These names are read from
the syntax tree: nothing of the file is run to find them.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from .ladder import Lab, read


@dataclass(frozen=True)
class Answer:
    """An answer of others, with the step that must refuse it (none: it is right)."""

    lab: Lab
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def refused_by(self) -> str | None:
        return self._declared().get("REFUSED_BY")

    @property
    def files(self) -> dict[str, bytes]:
        """Give the reference with this answer in its place."""
        files, declared = dict(self.lab.reference), self._declared()
        for name, old, new in declared.get("EDITS", []):
            files[name] = edited(files[name].decode(), old, new, self).encode()
        if "EDITS" not in declared:
            name = declared.get("FILE", self.lab.programs[0].file)
            files[name] = self.path.read_bytes()
        return files | read(self.path.with_suffix(""))

    def _declared(self):
        """Read the constants at the top of the file."""
        found = {}
        for node in ast.parse(self.path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name in {"FILE", "REFUSED_BY", "EDITS"}:
                    found[name] = ast.literal_eval(node.value)
        return found


def wrong(lab: Lab) -> list[Answer]:
    return [Answer(lab, path) for path in sorted(lab.folder.glob("wrong/*.py"))]


def right(lab: Lab) -> list[Answer]:
    return [Answer(lab, path) for path in sorted(lab.folder.glob("right/*.py"))]


def edited(text: str, old: str, new: str, answer: Answer) -> str:
    """Replace a passage that must stand there exactly once."""
    if text.count(old) != 1:
        raise ValueError(
            f"{answer.path.name}: the reference has this {text.count(old)} times, "
            f"and an edit must fit once:\n{old}"
        )
    return text.replace(old, new)
