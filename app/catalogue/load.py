"""Writing a catalogue into the database; the caller commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue import reading
from app.catalogue.load_questions import load_checklists
from app.models import Service, ServiceGroup, SlaBasis


@dataclass
class LoadCounts:
    """How many groups and services were new, changed, or the same already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    #: Questions of the crews' checklists.
    questions_added: int = 0
    questions_changed: int = 0


def load_catalogue(
    session: Session, catalogue: reading.Catalogue | None = None, *, overwrite: bool = False
) -> LoadCounts:
    """Add the groups and services that are missing, found by their codes; twice is the same as once.

    What is there already belongs to the admin: only texts in languages that it lacks are added, unless
    `overwrite` puts the catalogue's names, promises and proofs back. Services that the catalogue does
    not know stay, and so does whether a service is on offer. Without a catalogue, the default one.
    """
    if catalogue is None:
        catalogue = reading.read_catalogue(reading.DEFAULT_FOLDER)
    counts = LoadCounts()
    groups = {group.code: group for group in session.scalars(select(ServiceGroup))}
    for position, source in enumerate(catalogue.groups):
        said = {"names": dict(source.names), "icon": source.icon, "position": position}
        known = groups.get(source.code)
        if known is None:
            groups[source.code] = ServiceGroup(code=source.code, **said)
            session.add(groups[source.code])
            counts.added += 1
        else:
            _count(counts, _bring_up_to_date(known, said, overwrite))
    session.flush()

    services = {service.service_code: service for service in session.scalars(select(Service))}
    for position, entry in enumerate(catalogue.services):
        said = _said(entry, groups[entry.group_code].id, position)
        known_service = services.get(entry.service_code)
        if known_service is None:
            session.add(Service(service_code=entry.service_code, **said))
            counts.added += 1
        else:
            _count(counts, _bring_up_to_date(known_service, said, overwrite))
    session.flush()
    counts.questions_added, counts.questions_changed = load_checklists(
        session, catalogue.checklists, overwrite=overwrite
    )
    return counts


def _said(entry: reading.Service, service_group_id: int, position: int) -> dict[str, Any]:
    return {
        "service_group_id": service_group_id,
        "names": dict(entry.names),
        "descriptions": dict(entry.descriptions),
        "icon": entry.icon,
        "sla_hours": entry.sla_hours,
        "sla_basis": SlaBasis(entry.sla_basis),
        "photo_before_required": entry.photo_before_required,
        "photo_after_required": entry.photo_after_required,
        "allowed_distance_m": entry.allowed_distance_m,
        "position": position,
    }


def _bring_up_to_date(row: ServiceGroup | Service, said: Mapping[str, Any], overwrite: bool) -> bool:
    changed = False
    for field, value in said.items():
        current = getattr(row, field)
        if isinstance(value, dict):
            value = {**current, **value} if overwrite else {**value, **current}
        elif not overwrite:
            continue
        if current != value:
            setattr(row, field, value)
            changed = True
    return changed


def _count(counts: LoadCounts, changed: bool) -> None:
    if changed:
        counts.changed += 1
    else:
        counts.unchanged += 1
