"""Reading the catalogue's checklists: `checklists.toml` has the questions, each once, and which services ask them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.checklist import UNITS, ItemKind

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?")
#: Not more than an admin may ask.
MOST = 15


class Malformed(ValueError):
    """The file cannot be used; the text names the entry and what is wrong."""


@dataclass(frozen=True)
class CheckItem:
    """One question of a service's checklist. `code` stays the same; `choices` are names by locale, by key."""

    code: str
    kind: ItemKind
    words: Mapping[str, str]
    is_required: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_checklists(content: dict[str, Any], services: Collection[str]) -> dict[str, tuple[CheckItem, ...]]:
    """Return the questions by service. Raises Malformed: an unknown service, question, kind, unit or field."""
    entries = {code: dict(entry) for code, entry in content.get("questions", {}).items()}
    found: dict[str, tuple[CheckItem, ...]] = {}
    for service_code, wanted in content.get("services", {}).items():
        if service_code not in services:
            raise Malformed(f"there is no service {service_code!r}.")
        codes = [str(code).rstrip("*") for code in wanted]
        if len(set(codes)) != len(codes) or len(codes) > MOST:
            raise Malformed(f"{service_code}: each question once, and at most {MOST}.")
        found[service_code] = tuple(
            _item(code, entries.get(code), is_required=str(typed).endswith("*"))
            for code, typed in zip(codes, wanted, strict=True)
        )
    return found


def _item(code: str, entry: dict[str, Any] | None, *, is_required: bool) -> CheckItem:
    if entry is None:
        raise Malformed(f"there is no question {code!r}.")
    entry = dict(entry)
    kind, unit = entry.pop("kind", ""), str(entry.pop("unit", ""))
    if kind not in list(ItemKind):
        raise Malformed(f"{code}: {kind!r} is no kind of answer.")
    if unit and unit not in UNITS:
        raise Malformed(f"{code}: {unit!r} is no unit.")
    low, high = (_bound(entry.pop(name, None), code) for name in ("minimum", "maximum"))
    if low is not None and high is not None and low > high:
        raise Malformed(f"{code}: the bounds are the wrong way round.")
    choices = {str(key): _names(names, code) for key, names in entry.pop("choices", {}).items()}
    if (kind == ItemKind.CHOICE) != (len(choices) > 1):
        raise Malformed(f"{code}: two choices or more belong to a choice, and to nothing else.")
    return CheckItem(code, ItemKind(kind), _names(entry, code), is_required, unit, low, high, choices)


def _bound(value: object, code: str) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Malformed(f"{code}: {value!r} is no number.")
    return float(value)


def _names(entry: object, code: str) -> dict[str, str]:
    """Return texts by locale; what is no locale is a field that nobody knows."""
    if not isinstance(entry, dict) or not entry:
        raise Malformed(f"{code}: the words are missing; write them by locale.")
    for locale, text in entry.items():
        if not LANGUAGE.fullmatch(locale):
            raise Malformed(f"{code}: unknown field {locale!r}.")
        if not isinstance(text, str) or not text.strip():
            raise Malformed(f"{code}: the text in {locale!r} is empty.")
    return dict(entry)
