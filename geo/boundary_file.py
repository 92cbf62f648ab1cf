"""What is known of a boundary file once it was read: usable areas, and findings about all the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely import MultiPolygon


@dataclass(frozen=True)
class FieldMap:
    """Which fields of the file hold what. `names` is locale → field."""

    code: str
    names: Mapping[str, str]
    parent: str | None = None
    population: str | None = None

    def fields(self) -> list[str]:
        """Return every field that is asked for."""
        return [name for name in (self.code, *self.names.values(), self.parent, self.population) if name]


@dataclass(frozen=True)
class Finding:
    """One thing to say about a file. `row` counts from 1; severity is error, warning or note."""

    kind: str
    severity: str
    row: int | None = None
    code: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Feature:
    """One usable area of a file."""

    row: int
    code: str
    names: dict[str, str]
    parent_code: str | None
    population: int | None
    boundary: MultiPolygon
    area_km2: float


@dataclass
class ReadFile:
    """What is said about a file while it is read. Where `has_errors`, nothing of it may be imported."""

    crs: str | None = None
    fields: list[str] = field(default_factory=list)
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether anything in it makes an import impossible."""
        return any(finding.severity == "error" for finding in self.findings)

    def says(self, kind: str) -> bool:
        """Whether a kind of finding was said already."""
        return any(finding.kind == kind for finding in self.findings)

    def say(
        self, kind: str, severity: str, row: int | None = None, code: str | None = None, **params: Any
    ) -> None:
        """Add a finding."""
        self.findings.append(Finding(kind, severity, row, code, params))


@dataclass
class BoundaryFile(ReadFile):
    """What a boundary file holds."""

    features: list[Feature] = field(default_factory=list)
