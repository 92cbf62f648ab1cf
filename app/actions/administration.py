"""What an admin changes: services, agencies, crews, responsibilities, the names of areas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import select

from app.access import may_administer
from app.actions.placing import count_up
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, NotPermitted
from app.domain.text import clean_line
from app.models import INBOX_KIND, Agency, Area, Crew, Responsibility, Service, ServiceGroup, SlaBasis, User
from app.policy import policy

P = ParamSpec("P")
R = TypeVar("R")

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,58}")


def by_an_admin(action: Callable[P, R]) -> Callable[P, R]:
    """Refuse anybody but an admin: `by` is who acts. Raises NotPermitted."""

    @wraps(action)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs.get("by")
        if not isinstance(by, User) or not may_administer(by):
            raise NotPermitted("admin")
        return action(*args, **kwargs)

    return guarded


def checked_names(names: Mapping[str, str], field: str = "names") -> dict[str, str]:
    """Return tidy names by locale; the default language cannot be left out. Raises FieldError(field, missing)."""
    tidy = {locale: clean_line(name, max_length=200) for locale, name in names.items()}
    kept = {locale: name for locale, name in tidy.items() if name}
    if not kept.get(policy().default_locale):
        raise FieldError(f"{field}_{policy().default_locale}", "missing")
    return kept


def checked_code(code: str, model: type[Any], column: Any, own_id: int | None) -> str:
    """Return a code that nothing else has. Raises FieldError(code, unreadable or taken)."""
    code = code.strip().lower()
    if not _CODE.fullmatch(code):
        raise FieldError("code", "unreadable")
    taken = db.session.scalar(select(model.id).where(column == code))
    if taken is not None and taken != own_id:
        raise FieldError("code", "taken")
    return code


@one_transaction
@by_an_admin
def save_service(
    service: Service | None,
    *,
    code: str,
    group: ServiceGroup,
    names: Mapping[str, str],
    descriptions: Mapping[str, str],
    icon: str,
    sla_hours: int,
    sla_basis: SlaBasis,
    photo_before_required: bool,
    photo_after_required: bool,
    allowed_distance_m: int,
    is_active: bool,
    by: User,
) -> Service:
    """Add a service or change one. A promise that changes holds for reports that are sent from now on."""
    code = checked_code(code, Service, Service.service_code, service.id if service else None)
    if service is not None and service.service_code != code:
        # Other systems and printed posters name a service by its code.
        raise FieldError("code", "fixed")
    if service is None:
        service = Service(service_code=code, position=1000)
        db.session.add(service)
    if not 1 <= sla_hours <= 10_000:
        raise FieldError("sla_hours", "out_of_range")
    if not 1 <= allowed_distance_m <= 100_000:
        raise FieldError("allowed_distance_m", "out_of_range")
    service.service_group_id = group.id
    service.names = checked_names(names)
    service.descriptions = {locale: words for locale, words in _tidy(descriptions).items() if words}
    service.icon = clean_line(icon, max_length=40) or group.icon
    service.sla_hours, service.sla_basis = sla_hours, sla_basis
    service.photo_before_required, service.photo_after_required = photo_before_required, photo_after_required
    service.allowed_distance_m = allowed_distance_m
    service.is_active = is_active
    db.session.commit()
    return service


@one_transaction
@by_an_admin
def save_agency(
    agency: Agency | None,
    *,
    code: str,
    kind: str,
    names: Mapping[str, str],
    posts: Mapping[str, str],
    phone: str,
    email: str,
    head_email: str,
    area: Area | None,
    is_active: bool,
    by: User,
) -> Agency:
    """Add an agency or change one.

    Raises FieldError (kind or area_id: fixed; is_active: fixed) for an area's own inbox, which gets what
    no responsibility covers: it stays what it is, where it is; and nothing else becomes one.
    """
    _keep_inboxes(agency, kind, area, is_active)
    code = checked_code(code, Agency, Agency.code, agency.id if agency else None)
    if agency is None:
        agency = Agency(code=code, kind=kind)
        db.session.add(agency)
    agency.code, agency.kind = code, kind
    agency.names = checked_names(names)
    agency.posts = {locale: words for locale, words in _tidy(posts).items() if words}
    agency.phone = clean_line(phone, max_length=40)
    agency.email = clean_line(email, max_length=200)
    agency.head_email = clean_line(head_email, max_length=200)
    agency.area_id = area.id if area else None
    agency.is_active = is_active
    db.session.commit()
    return agency


def _keep_inboxes(agency: Agency | None, kind: str, area: Area | None, is_active: bool) -> None:
    is_inbox = agency is not None and agency.kind == INBOX_KIND
    if is_inbox != (kind == INBOX_KIND):
        raise FieldError("kind", "fixed")
    if agency is not None and is_inbox:
        if agency.area_id != (area.id if area else None):
            raise FieldError("area_id", "fixed")
        if not is_active:
            raise FieldError("is_active", "fixed")


@one_transaction
@by_an_admin
def save_crew(agency: Agency, crew: Crew | None, *, name: str, is_active: bool, by: User) -> Crew:
    """Add a crew to an agency or change one. Raises FieldError(name, missing)."""
    name = clean_line(name, max_length=120)
    if not name:
        raise FieldError("name", "missing")
    if crew is None:
        crew = Crew(agency_id=agency.id)
        db.session.add(crew)
    crew.name, crew.is_active = name, is_active
    db.session.commit()
    return crew


@one_transaction
@by_an_admin
def add_responsibility(
    *,
    agency: Agency | None,
    area: Area | None,
    service: Service | None,
    group: ServiceGroup | None,
    valid_from: date,
    by: User,
) -> Responsibility:
    """Say that an agency answers for a service, or a whole group, in an area or everywhere, from a day on."""
    if agency is None:
        raise FieldError("agency_id", "missing")
    if (service is None) == (group is None):
        raise FieldError("what", "missing")
    responsibility = Responsibility(
        agency_id=agency.id,
        area_id=area.id if area else None,
        service_id=service.id if service else None,
        service_group_id=group.id if group else None,
        valid_from=valid_from,
    )
    db.session.add(responsibility)
    db.session.commit()
    return responsibility


@one_transaction
@by_an_admin
def end_responsibility(responsibility: Responsibility, *, on: date, by: User) -> None:
    """End a responsibility: from `on` it no longer holds. What it routed before stays as it was routed."""
    if on < responsibility.valid_from:
        on = responsibility.valid_from
    responsibility.valid_to = on
    db.session.commit()


@one_transaction
@by_an_admin
def describe_area(area: Area, *, names: Mapping[str, str], population: int | None, by: User) -> None:
    """Change an area's names and population; its boundary comes from a file."""
    if population is not None and not 0 <= population <= 2_000_000_000:
        raise FieldError("population", "out_of_range")
    area.names = checked_names(names)
    area.population = population
    count_up()
    db.session.commit()


def _tidy(texts: Mapping[str, str]) -> dict[str, str]:
    return {locale: clean_line(text, max_length=300) for locale, text in texts.items()}
