"""Whom each step of an escalation tells: who has an address, looked up when it is told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.escalation import Step
from app.models import Agency, Role, User

#: An agency's own address, its head's, or somebody who signs in with an address.
AGENCY, HEAD, USER = "agency", "head", "user"
#: Steps that the council of an area hears of, those that the desk of the agency hears of, and its head.
_AREAS = {Step.MAHALLA: "mahalla_id", Step.DISTRICT: "district_id", Step.REGION: "region_id"}
_DESK = {Step.REMINDER, Step.DISPATCHER, Step.ANSWER_SOON, Step.ANSWER_LATE}
_HEADS = {Step.HEAD, Step.ANSWER_LATE}


def target_of(step: Step, report: Any) -> int | None:
    """Return the number of the agency or the area whose people a step tells; None where the area is not known.

    `report` is a report or a row with its numbers.
    """
    if step in _AREAS:
        area_id: int | None = getattr(report, _AREAS[step])
        return area_id
    return int(report.agency_id)


def told(step: Step, target: int) -> list[tuple[str, int]]:
    """Return (kind, number) of each whom a step tells; `address_of` finds the address and the language."""
    if step in _AREAS:
        return [(USER, one) for one in _users(Role.COUNCIL, User.area_id == target)]
    agency = db.session.get_one(Agency, target)
    people: list[tuple[str, int]] = []
    if step in _DESK:
        people += [(AGENCY, agency.id)] if agency.email else []
        people += [(USER, one) for one in _users(Role.DISPATCHER, User.agency_id == agency.id)]
    if step in _HEADS and agency.head_email:
        people.append((HEAD, agency.id))
    return people


def address_of(kind: str, id_: int) -> tuple[str, str | None] | None:
    """Return an address and a language, or None where there is none any more."""
    if kind == USER:
        user = db.session.get(User, id_)
        if user is None or not user.is_active or "@" not in user.login:
            return None
        return user.login, user.locale
    agency = db.session.get(Agency, id_)
    address = (agency.head_email if kind == HEAD else agency.email) if agency else ""
    return (address, None) if address else None


def _users(role: Role, scope: object) -> list[int]:
    return list(
        db.session.scalars(
            select(User.id)
            .where(User.role == role, User.is_active, User.login.contains("@"), scope)  # type: ignore[arg-type]
            .order_by(User.id)
        )
    )
