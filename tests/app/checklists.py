"""A service's checklist for tests: one question of each kind."""

from __future__ import annotations

from typing import Any

from app.db import db
from app.models import ChecklistItem, ChecklistWording, Service
from tests.factories import NOW


def make_item(service: Service, kind: str, words: str, **values: Any) -> ChecklistItem:
    """A question in Uzbek; what belongs to its words (unit, bounds, choices) may be given too."""
    said = {name: values.pop(name) for name in ("unit", "minimum", "maximum", "choices") if name in values}
    item = ChecklistItem(service_id=service.id, kind=kind, **values)
    item.wordings.append(ChecklistWording(at=NOW, words={"uz": words}, **said))
    db.session.add(item)
    db.session.flush()
    return item


def whole_checklist(service: Service) -> dict[str, ChecklistItem]:
    """One question of each kind; the area and the minutes are demanded."""
    kinds = {
        "area": ("number", "Maydon", {"unit": "m2", "minimum": 0.1, "maximum": 100, "is_required": True}),
        "way": (
            "choice",
            "Usul",
            {"choices": [{"key": key, "names": {"uz": key.title()}} for key in ("issiq", "sovuq")]},
        ),
        "tested": ("yes_no", "Tekshirildimi", {}),
        "cause": ("text", "Sababi", {}),
        "minutes": ("minutes", "Necha daqiqa", {"is_required": True}),
        "used": ("materials", "Materiallar", {}),
    }
    items = {
        name: make_item(service, kind, words, position=position, **values)
        for position, (name, (kind, words, values)) in enumerate(kinds.items())
    }
    # Sending a report begins a transaction of its own.
    db.session.commit()
    return items


def filled(items: dict[str, ChecklistItem], of: str = "", **values: str) -> dict[str, str]:
    """Return the fields of a form: by default all that `whole_checklist` asks; a part of a row is `used__what_1`."""
    said = {"area": "3,5", "way": "sovuq", "tested": "no", "cause": "Yomgʻir", "minutes": "45"}
    said |= {"used__what_1": "Asfalt", "used__amount_1": "120", "used__unit_1": "kg", **values}
    fields = {}
    for name, value in said.items():
        item, _, part = name.partition("__")
        field = f"check-{items[item].id}" + (f"-{of}" if of else "")
        fields[f"{field}-{part.replace('_', '-')}" if part else field] = value
    return fields
