"""Whom each step of an escalation tells: who has an address, looked up when it is told."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.domain.escalation import Step
from app.models import Agency, Role, ServiceRequest, User

#: An agency's own address, its head's, or somebody who signs in with an address.
AGENCY, HEAD, USER = "agency", "head", "user"


def told_at(service_request: ServiceRequest, step: Step) -> list[tuple[str, int]]:
    """Return (kind, number) of each whom a step tells; `address_of` finds the address and the language."""
    agency = service_request.agency
    if step is Step.HEAD:
        return [(HEAD, agency.id)] if agency.head_email else []
    if step in (Step.DISPATCHER, Step.REMINDER):
        people = [(USER, one) for one in _users(Role.DISPATCHER, User.agency_id == agency.id)]
        return [*([(AGENCY, agency.id)] if agency.email else []), *people]
    area_id = {
        Step.MAHALLA: service_request.mahalla_id,
        Step.DISTRICT: service_request.district_id,
        Step.REGION: service_request.region_id,
    }[step]
    if area_id is None:
        return []
    return [(USER, one) for one in _users(Role.COUNCIL, User.area_id == area_id)]


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
