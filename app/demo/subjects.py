"""What is reported in Namuna: for each service of the catalogue how common it is, when, and in which words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Subject:
    """What residents write about one service (`subjects_by_group/*.toml`).

    `scene` names a drawing, if there is one; `weight` says how common it is; `season` is one of `year.SEASONS`.
    """

    weight: float
    uzbek: tuple[str, ...]
    russian: tuple[str, ...] = ()
    scene: str | None = None
    season: str | None = None


def _read() -> dict[str, Subject]:
    said: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent / "subjects_by_group").glob("*.toml")):
        said |= tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        code: Subject(
            weight=row["weight"],
            uzbek=tuple(row["uzbek"]),
            russian=tuple(row.get("russian", ())),
            scene=row.get("scene"),
            season=row.get("season"),
        )
        for code, row in said.items()
    }


#: By service code; a service that is not here is not reported.
SUBJECTS: dict[str, Subject] = _read()
