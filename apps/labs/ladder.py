"""The labs that there are: folders NN_name beside this file, each with a lab.toml."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .programs import Limits

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# What learners write. Nothing but `lab start` and `lab reset` ever changes it.
MINE = ROOT / "my"
# What in a lab's folder is not part of its reference.
OURS = re.compile(r"(lab\.toml|hints\.md|check(_\w+)?\.py|starter|wrong|right)$")
# `var` is where a site keeps its database and its uploads.
JUNK = re.compile(r"(__pycache__|var|\..*|.*\.pyc|.*~)$")


class NoSuchLab(LookupError):
    """The words name no lab; the message says which they may have meant."""


@dataclass(frozen=True)
class Part:
    """A program of a lab, as lab.toml describes it under [[program]]."""

    file: str
    does: str
    port: int | None = None  # a server: where it listens if nobody says otherwise
    arguments: list[str] = field(default_factory=list)  # to show it, when it ends
    tried_with: list[str] = field(
        default_factory=list
    )  # by the tests: a short part of it

    @property
    def is_server(self) -> bool:
        return self.port is not None


@dataclass(frozen=True)
class Lab:
    """One rung of the ladder."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def number(self) -> str:
        return self.name[:2]

    @cached_property
    def about(self) -> dict:
        return tomllib.loads((self.folder / "lab.toml").read_text())

    @property
    def title(self) -> str:
        return self.about["title"]

    @property
    def afterwards(self) -> str:
        """What the learner can do afterwards; it goes on from "you can"."""
        return self.about["afterwards"]

    @property
    def programs(self) -> list[Part]:
        return [Part(**words) for words in self.about["program"]]

    @property
    def limits(self) -> Limits:
        return Limits(**self.about.get("limits", {}))

    @property
    def needs(self) -> dict[str, list[str]]:
        """Give {"packages": [...], "programs": [...]}, what must be installed."""
        return {"packages": [], "programs": []} | self.about.get("needs", {})

    @property
    def wants(self) -> dict:
        """Give {"programs": [...], "without": what is left out where one is missing}."""
        return {"programs": [], "without": ""} | self.about.get("wants", {})

    @cached_property
    def hints(self) -> list[str]:
        """Give the parts of hints.md, each under a heading of its own."""
        text = (self.folder / "hints.md").read_text()
        return [
            # A hint may begin with code, which is indented.
            part.strip("\n")
            for part in re.split(r"(?m)^## .*\n", text)[1:]
        ]

    @property
    def starter(self) -> dict[str, bytes]:
        """Give {relative path: content} of what the learner begins with."""
        return read(self.folder / "starter")

    @property
    def reference(self) -> dict[str, bytes]:
        """Give {relative path: content} of the right answer that can be read."""
        return read(self.folder, leave_out=OURS)

    @property
    def given(self) -> tuple[str, ...]:
        """Name what nobody has to write: files, and beginnings of names."""
        return tuple(self.about.get("given", []))

    @property
    def solution(self) -> dict[str, bytes]:
        """Give the part of the reference that is the learner's to write."""
        return {
            name: content
            for name, content in self.reference.items()
            if not name.startswith(self.given) and content != self.starter.get(name)
        }

    def is_starter(self, files: dict[str, bytes]) -> bool:
        """Say whether nothing is written yet: notes laid beside are no answer."""
        asked = self.starter.keys() | self.solution.keys()
        return {n: c for n, c in files.items() if n in asked} == self.starter

    @property
    def mine(self) -> Path:
        """Where the learner's own programs for this lab lie."""
        return MINE / self.name

    @cached_property
    def edition(self) -> str:
        """Name what is checked now: it changes when the check or its lab changes."""
        return digest(read(self.folder))


def labs() -> list[Lab]:
    return [Lab(path.parent) for path in sorted(HERE.glob("[0-9][0-9]_*/lab.toml"))]


def find(words: str) -> Lab:
    """Find a lab by what a person types: 3, 03, http, 03_http, 03-http."""
    wanted = words.strip().strip("/").lower().replace("-", "_")
    known = labs()
    for lab in known:
        names = {lab.name, lab.number, lab.number.lstrip("0"), lab.name[3:]}
        if wanted in names:
            return lab
    raise NoSuchLab(f"There is no lab {words!r}. {_meant(wanted, known)}")


def _meant(wanted, known):
    names = {name: lab for lab in known for name in (lab.name[3:], lab.name)}
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    if near:
        lab = names[near[0]]
        return f"Did you mean {lab.number}, {lab.name[3:]}?"
    return "There are: " + ", ".join(lab.name for lab in known) + "."


def read(folder: Path, leave_out: re.Pattern = re.compile(r"$^")) -> dict[str, bytes]:
    """Give {relative path: content} of a folder, without what programs leave in it."""
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(map(JUNK.match, parts)) or leave_out.match(parts[0]):
            continue
        if path.is_file():
            found["/".join(parts)] = path.read_bytes()
    return found


def lay(files: dict[str, bytes], folder: Path) -> None:
    """Write such a dictionary into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if content.startswith(b"#!"):
            # A program by its first line: a CGI script, for one, must be executable.
            path.chmod(path.stat().st_mode | 0o111)


def digest(files: dict[str, bytes]) -> str:
    """Give a short name that is the same for the same files."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(b"%d %b %d %b" % (len(name), name.encode(), len(content), content))
    return whole.hexdigest()[:12]
