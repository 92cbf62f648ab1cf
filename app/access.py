"""Every permission, twice, side by side: for one report in hand, and as a condition for a query.

`may_x(user, service_request)` answers for one; `x_by(user)` is the same rule as SQL. A test holds the
two against each other. `user` is None for somebody who has not signed in.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true

from app.domain.errors import NotPermitted
from app.domain.lifecycle import Actor
from app.models import (
    Agency,
    Area,
    CouncilQuestion,
    Crew,
    Filing,
    HotSpot,
    HotSpotArea,
    Level,
    PhoneLookup,
    Role,
    ServiceRequest,
    User,
)

Condition = ColumnElement[bool]


def actor_of(user: User) -> Actor:
    """In what capacity a signed-in user acts on reports. Raises NotPermitted for roles that only read."""
    try:
        return _ACTORS[user.role]
    except KeyError:
        raise NotPermitted(user.role) from None


_ACTORS = {
    Role.CREW: Actor.CREW,
    Role.DISPATCHER: Actor.DISPATCHER,
    Role.OPERATOR: Actor.OPERATOR,
    Role.ADMIN: Actor.ADMIN,
    Role.COUNCIL: Actor.COUNCIL,
}


# Seeing and managing a report as a dispatcher: one's own agency's; the admin's, all.


def may_dispatch(user: User | None, service_request: ServiceRequest) -> bool:
    """A dispatcher manages the reports of the own agency; an admin those of every agency."""
    if user is None or not user.is_active:
        return False
    if user.role is Role.ADMIN:
        return True
    return user.role is Role.DISPATCHER and service_request.agency_id == user.agency_id


def dispatchable_by(user: User | None) -> Condition:
    """The same as `may_dispatch`, for queries."""
    if user is None or not user.is_active:
        return false()
    if user.role is Role.ADMIN:
        return true()
    return ServiceRequest.agency_id == user.agency_id if user.role is Role.DISPATCHER else false()


def may_see_contact(user: User | None, service_request: ServiceRequest) -> bool:
    """Who reported it is seen by the dispatchers of the agency that has it, and by nobody else."""
    return user is not None and user.role is Role.DISPATCHER and may_dispatch(user, service_request)


def may_take_notes(user: User | None, service_request: ServiceRequest) -> bool:
    """Internal notes are written and read by those who work on the report: its dispatchers and its crew."""
    return may_dispatch(user, service_request) or may_work_on(user, service_request)


# Deciding whose a report is, where agencies cannot agree: the council of its district.


def may_decide(user: User | None, service_request: ServiceRequest) -> bool:
    """The district's council decides; that of the region where a report lies in no district; the admin."""
    if user is None or not user.is_active:
        return False
    if user.role is Role.ADMIN:
        return True
    decides = service_request.district_id or service_request.region_id
    return user.role is Role.COUNCIL and user.area_id is not None and user.area_id == decides


def decidable_by(user: User | None) -> Condition:
    """The same as `may_decide`, for queries."""
    if user is None or not user.is_active:
        return false()
    if user.role is Role.ADMIN:
        return true()
    if user.role is not Role.COUNCIL or user.area_id is None:
        return false()
    return func.coalesce(ServiceRequest.district_id, ServiceRequest.region_id) == user.area_id


# Leading crews, their shifts and their board: those of one's own agency; the admin's, all.


def may_lead_crew(user: User | None, crew: Crew) -> bool:
    """A dispatcher leads the crews of the own agency; an admin those of every agency."""
    return may_lead_crews_of(user, crew.agency_id)


def may_lead_crews_of(user: User | None, agency_id: int) -> bool:
    """The same for an agency, whose crew may not be there yet."""
    if not may_use_inbox(user):
        return False
    return user is not None and (user.role is Role.ADMIN or user.agency_id == agency_id)


def crews_led(user: User | None) -> Condition:
    """The same as `may_lead_crew`, for queries over crews."""
    if user is None or not may_use_inbox(user):
        return false()
    return true() if user.role is Role.ADMIN else Crew.agency_id == user.agency_id


# Working on a report: the crew it is assigned to.


def may_work_on(user: User | None, service_request: ServiceRequest) -> bool:
    """A crew member works on the own crew's jobs only."""
    if user is None or not user.is_active or user.role is not Role.CREW:
        return False
    return user.crew_id is not None and service_request.crew_id == user.crew_id


def workable_by(user: User | None) -> Condition:
    """The same as `may_work_on`, for queries."""
    if user is None or not user.is_active or user.role is not Role.CREW or user.crew_id is None:
        return false()
    return ServiceRequest.crew_id == user.crew_id


# Overseeing: a council reads the reports of its own area; the admin reads all.


def may_oversee(user: User | None, service_request: ServiceRequest) -> bool:
    """A council sees the reports of its own mahalla, district or region."""
    if user is None or not user.is_active:
        return False
    if user.role is Role.ADMIN:
        return True
    if user.role is not Role.COUNCIL or user.area_id is None:
        return False
    return user.area_id in (
        service_request.mahalla_id,
        service_request.district_id,
        service_request.region_id,
    )


def overseeable_by(user: User | None) -> Condition:
    """The same as `may_oversee`, for queries."""
    if user is None or not user.is_active:
        return false()
    if user.role is Role.ADMIN:
        return true()
    if user.role is not Role.COUNCIL or user.area is None:
        return false()
    return in_area(user.area)


def in_area(area: Area) -> Condition:
    """Reports of one area, whatever its level."""
    column = {
        Level.REGION: ServiceRequest.region_id,
        Level.DISTRICT: ServiceRequest.district_id,
        Level.MAHALLA: ServiceRequest.mahalla_id,
    }[area.level]
    return column == area.id


def may_oversee_area(user: User | None, area: Area) -> bool:
    """A council reads its own area and everything inside it; the admin reads every area."""
    if user is None or not user.is_active:
        return False
    if user.role is Role.ADMIN:
        return True
    if user.role is not Role.COUNCIL:
        return False
    step: Area | None = area
    while step is not None:
        if step.id == user.area_id:
            return True
        step = step.parent
    return False


def areas_overseen(user: User | None) -> Condition:
    """The same as `may_oversee_area`, for queries over areas: one's own, and the two levels inside it."""
    if user is None or not may_use_council(user):
        return false()
    if user.role is Role.ADMIN:
        return true()
    inside = select(Area.id).where(Area.parent_id == user.area_id)
    return or_(Area.id == user.area_id, Area.parent_id == user.area_id, Area.parent_id.in_(inside))


def hot_spots_read_by(user: User | None) -> Condition:
    """A council reads the hot spots in which reports of its own area lie; the admin reads all."""
    if user is None or not may_use_council(user):
        return false()
    if user.role is Role.ADMIN:
        return true()
    return exists().where(HotSpotArea.hot_spot_id == HotSpot.id, HotSpotArea.area_id == user.area_id)


# What a council asks an agency: the council's side reads it by its area, the agency's dispatchers answer it.


def may_answer(user: User | None, question: CouncilQuestion) -> bool:
    """The dispatchers of the agency that was asked answer; an admin for every agency."""
    return may_lead_crews_of(user, question.agency_id)


def answerable_by(user: User | None) -> Condition:
    """The same as `may_answer`, for queries."""
    if user is None or not may_use_inbox(user):
        return false()
    return true() if user.role is Role.ADMIN else CouncilQuestion.agency_id == user.agency_id


# Administration, and filing for somebody else.


def is_signed_in(user: User | None) -> bool:
    """Everybody who signed in has an account of their own."""
    return user is not None and user.is_active


def may_administer(user: User | None) -> bool:
    """Only an admin changes areas, services, agencies, responsibilities and staff."""
    return user is not None and user.is_active and user.role is Role.ADMIN


def may_file_for_others(user: User | None) -> bool:
    """An operator files for people who phoned or walked in."""
    return user is not None and user.is_active and user.role in (Role.OPERATOR, Role.ADMIN)


def may_hand_out(user: User | None, filing: Filing) -> bool:
    """The receipt of a report is printed by whoever filed it, for the person who was there."""
    return user is not None and may_file_for_others(user) and filing.by_user_id == user.id


def handed_out_by(user: User | None) -> Condition:
    """The same as `may_hand_out`, for queries over filings."""
    if user is None or not may_file_for_others(user):
        return false()
    return Filing.by_user_id == user.id


def lookups_read_by(user: User | None) -> Condition:
    """Whoever looks phones up sees the own look-ups; an admin sees everybody's."""
    if user is None or not may_file_for_others(user):
        return false()
    return true() if user.role is Role.ADMIN else PhoneLookup.by_user_id == user.id


def may_use_inbox(user: User | None) -> bool:
    """Dispatchers and admins have an inbox."""
    return user is not None and user.is_active and user.role in (Role.DISPATCHER, Role.ADMIN)


def may_use_jobs(user: User | None) -> bool:
    """Crew members have jobs."""
    return user is not None and user.is_active and user.role is Role.CREW


def may_use_council(user: User | None) -> bool:
    """Councils have a heatmap; the admin may look at every area's."""
    return user is not None and user.is_active and user.role in (Role.COUNCIL, Role.ADMIN)


def may_receive_hand_over(agency: Agency, service_request: ServiceRequest) -> bool:
    """A report is handed over to another agency that is still at work."""
    return agency.is_active and agency.id != service_request.agency_id
