"""Reading a catalogue from a folder: `agency_kinds.toml`, `services/*.toml` (one group a file), `checklists.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from app.catalogue.questions import CheckItem, Malformed, read_checklists

DEFAULT_FOLDER = Path(__file__).resolve().parent / "data"

Names = Mapping[str, str]
Basis = Literal["working", "clock"]

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_ICON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CatalogueError(ValueError):
    """A file of a catalogue cannot be used; the text names the file, the entry and what is wrong."""


@dataclass(frozen=True)
class AgencyKind:
    """A kind of agency: clean city, water, ...; `icon` is a name of Lucide's."""

    code: str
    names: Names
    icon: str


@dataclass(frozen=True)
class Group:
    """A group of services, and the kind of agency that usually answers for it."""

    code: str
    names: Names
    icon: str
    agency_kind: str


@dataclass(frozen=True)
class Service:
    """A kind of work: what it is called, its promise, and the proof it demands.

    `sla_hours` are working hours, or every hour where `sla_basis` is `clock`. `allowed_distance_m` is
    how far from the pin an after-photo may be taken without a written reason.
    """

    service_code: str
    group_code: str
    names: Names
    descriptions: Names
    icon: str
    sla_hours: int
    sla_basis: Basis
    photo_before_required: bool = False
    photo_after_required: bool = True
    allowed_distance_m: int = 100


@dataclass(frozen=True)
class Catalogue:
    """Everything a folder says."""

    groups: tuple[Group, ...]
    services: tuple[Service, ...]
    agency_kinds: dict[str, AgencyKind]
    #: What crews write down, by service; a folder may have none.
    checklists: dict[str, tuple[CheckItem, ...]] = field(default_factory=dict)


def read_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue in a folder; groups in the order of the file names, services as written.

    Raises CatalogueError for a file that is missing or malformed, an unknown field, a code that is used
    twice or is not lower_snake, a promise that is not positive, a kind of agency that is not listed, and a
    checklist that asks what there is not.
    """
    kinds = {
        code: AgencyKind(
            _code(code, code),
            _names(entry.pop("names", None), code),
            _icon(entry.pop("icon", None), code),
            **_nothing_left(entry, code),
        )
        for code, entry in _toml(folder / "agency_kinds.toml").items()
    }
    groups: list[Group] = []
    services: list[Service] = []
    files = sorted((folder / "services").glob("*.toml"))
    if not files:
        raise CatalogueError(f"{folder / 'services'} holds no group of services (*.toml).")
    for file in files:
        content = _toml(file)
        entries = content.pop("services", [])
        group = _group(content, file.name)
        if group.agency_kind not in kinds:
            raise CatalogueError(f"{file.name}: {group.agency_kind!r} is not listed in agency_kinds.toml.")
        groups.append(group)
        services.extend(_service(entry, group.code, file.name) for entry in entries)
    _refuse_repeated([group.code for group in groups])
    _refuse_repeated([service.service_code for service in services])
    return Catalogue(tuple(groups), tuple(services), kinds, _checklists(folder, services))


def _checklists(folder: Path, services: list[Service]) -> dict[str, tuple[CheckItem, ...]]:
    file = folder / "checklists.toml"
    if not file.exists():
        return {}
    try:
        return read_checklists(_toml(file), {service.service_code for service in services})
    except Malformed as error:
        raise CatalogueError(f"{file.name}: {error}") from error


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name} cannot be read: {error}") from error


def _group(content: dict[str, Any], where: str) -> Group:
    return Group(
        code=_code(content.pop("code", None), where),
        names=_names(content.pop("names", None), where),
        icon=_icon(content.pop("icon", None), where),
        agency_kind=str(content.pop("agency_kind", "")),
        **_nothing_left(content, where),
    )


def _service(entry: dict[str, Any], group_code: str, where: str) -> Service:
    code = _code(entry.pop("service_code", None), where)
    where = f"{where}, {code}"
    basis = entry.pop("sla_basis", None)
    if basis not in ("working", "clock"):
        raise CatalogueError(f"{where}: sla_basis is `working` or `clock`, not {basis!r}.")
    return Service(
        service_code=code,
        group_code=group_code,
        names=_names(entry.pop("names", None), where),
        descriptions=_names(entry.pop("descriptions", None), where),
        icon=_icon(entry.pop("icon", None), where),
        sla_hours=_positive(entry.pop("sla_hours", None), "sla_hours", where),
        sla_basis=cast(Basis, basis),
        photo_before_required=_yes_or_no(entry.pop("photo_before_required", False), where),
        photo_after_required=_yes_or_no(entry.pop("photo_after_required", True), where),
        allowed_distance_m=_positive(entry.pop("allowed_distance_m", 100), "allowed_distance_m", where),
        **_nothing_left(entry, where),
    )


def _code(value: object, where: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise CatalogueError(f"{where}: {value!r} is no code; write lower_snake letters, at most 40.")
    return value


def _icon(value: object, where: str) -> str:
    if not isinstance(value, str) or not _ICON.fullmatch(value):
        raise CatalogueError(f"{where}: {value!r} is no name of an icon.")
    return value


def _names(value: object, where: str) -> Names:
    if not isinstance(value, dict) or not value:
        raise CatalogueError(f"{where}: names or descriptions are missing; write them by locale.")
    for locale, text in value.items():
        if not isinstance(text, str) or not text.strip():
            raise CatalogueError(f"{where}: the text in {locale!r} is empty.")
    return value


def _positive(value: object, field: str, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise CatalogueError(f"{where}: {field} is a whole number above 0, not {value!r}.")
    return value


def _yes_or_no(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise CatalogueError(f"{where}: a photo is required or not: true or false, not {value!r}.")
    return value


def _nothing_left(entry: dict[str, Any], where: str) -> dict[str, Any]:
    """Return nothing to pass on, or refuse a misspelt field that would otherwise be ignored."""
    if entry:
        raise CatalogueError(f"{where}: unknown field {sorted(entry)[0]!r}.")
    return {}


def _refuse_repeated(codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise CatalogueError(f"the code {code!r} is used twice.")
