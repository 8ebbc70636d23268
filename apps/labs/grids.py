"""What the grid of lab 12 has found on this machine: every framework, every server.

`lab run 12` (12_mvc/grid.py) tries all pairs and keeps what it saw in var/labs/grid.json.
Nothing is known here but what stands there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass
class Cell:
    """One framework under one server."""

    state: str  # works, fails or absent
    server: str
    note: int | None = None  # the number of the note that says why


@dataclass
class Row:
    """One framework under all of the servers."""

    title: str
    version: str
    cells: list[Cell]


@dataclass
class Grid:
    """A run of the grid."""

    measured_at: datetime
    python: str
    system: str
    seconds: float
    servers: list[dict]
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return sum(len(row.cells) for row in self.rows)

    @property
    def working(self) -> int:
        return sum(cell.state == "works" for row in self.rows for cell in row.cells)


def last() -> Grid | None:
    """Give the last run; None when there was none, or what it left cannot be read."""
    try:
        return grid_of(json.loads(kept().read_text()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def kept() -> Path:
    return settings.VAR_DIR / "labs" / "grid.json"


def grid_of(told: dict) -> Grid:
    """Make a Grid of what the run has kept; the same reason is one note."""
    grid = Grid(
        datetime.fromisoformat(told["measured_at"]),
        told["python"],
        told["system"],
        told["seconds"],
        told["servers"],
    )
    found = {(cell["framework"], cell["server"]): cell for cell in told["cells"]}
    for framework in told["frameworks"]:
        cells = []
        for server in grid.servers:
            cell = found[framework["name"], server["name"]]
            note = number_of(cell["reason"], grid.notes)
            cells.append(Cell(cell["state"], server["title"], note))
        grid.rows.append(Row(framework["title"], framework["version"], cells))
    return grid


def number_of(reason: str, notes: list[str]) -> int | None:
    """Give the number of the note with this reason, and write it if it is new."""
    if not reason:
        return None
    if reason not in notes:
        notes.append(reason)
    return notes.index(reason) + 1
