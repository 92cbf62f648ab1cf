"""Routing open reports again when boundaries changed."""

from __future__ import annotations

from datetime import datetime

import shapely
from geoalchemy2.shape import to_shape
from sqlalchemy import select

from app.actions import history
from app.actions.reporting import receipt
from app.actions.territory_inbox import ensure_inbox
from app.db import db
from app.domain.errors import OutsideTerritory
from app.domain.lifecycle import OPEN, Actor
from app.models import ServiceRequest
from app.queries.answering import find_place, who_answers
from geo.locate import AreaIndex


def reroute_open(index: AreaIndex, *, at: datetime) -> list[str]:
    """Route again, in the session, the open reports whose areas changed; return their public ids.

    The promise stays. Where another agency answers now, the crew is taken off. A report that lies outside
    everything now keeps what it had: it was accepted, and somebody still answers for it.
    """
    rows = db.session.execute(
        select(
            ServiceRequest.id,
            ServiceRequest.location,
            ServiceRequest.region_id,
            ServiceRequest.district_id,
            ServiceRequest.mahalla_id,
        ).where(ServiceRequest.status.in_(OPEN))
    ).all()
    if not rows:
        return []
    pins = [to_shape(row.location) for row in rows]
    moved = []
    for row, located in zip(rows, index.locate_many(shapely.get_x(pins), shapely.get_y(pins)), strict=True):
        found = tuple(
            area.id if area else None for area in (located.region, located.district, located.mahalla)
        )
        if located.area is not None and found != (row.region_id, row.district_id, row.mahalla_id):
            moved.append(row.id)
    return [_reroute(service_request_id, index, at) for service_request_id in moved]


def _reroute(service_request_id: int, index: AreaIndex, at: datetime) -> str:
    service_request = db.session.get_one(ServiceRequest, service_request_id)
    pin = to_shape(service_request.location)
    try:
        place = find_place(pin.x, pin.y, index=index)
    except OutsideTerritory:
        return service_request.public_id
    answer = who_answers(place, service_request.service, at=at)
    agency = answer.agency or ensure_inbox(place.inbox_area)
    service_request.region_id = place.region.id if place.region else None
    service_request.district_id = place.district.id if place.district else None
    service_request.mahalla_id = place.mahalla.id if place.mahalla else None
    detail = {}
    if agency.id != service_request.agency_id:
        detail = {"to_agency_id": agency.id}
        service_request.agency_id = agency.id
        service_request.crew_id = None
    history.move(service_request, "reroute", actor=Actor.SYSTEM, by=None, at=at, detail=detail)
    db.session.add(receipt(service_request, answer, cause="boundary_changed", at=at))
    return service_request.public_id
