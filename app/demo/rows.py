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
