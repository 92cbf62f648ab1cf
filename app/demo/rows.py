"""What is written to the database, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass
class Reports:
    """The rows of reports and of all that belongs to them, by table."""

    requests: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    photos: list[Row] = field(default_factory=list)
    routings: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)

    def number_changes(self) -> None:
        """Let the ids of history grow with time, as they do when people really act; the rows keep their order."""
        for number, change in enumerate(sorted(self.changes, key=lambda row: row["at"]), start=1):
            change["id"] = number
