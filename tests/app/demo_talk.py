"""What is looked at in the demo's talk: a quarrel, contractors who were asked, and two reports that were merged."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.domain.lifecycle import Status
from app.models import ContractorLink, ServiceRequest, User
from app.queries import decisions, reports
from tests.conftest import NOW


def people_talk_about_some(session: Any) -> None:
    """A quarrel waits for its council, a contractor answered with a photo and another one may, two were merged."""
    dispatcher = session.scalar(select(User).where(User.login == "dispatcher"))
    disputed = decisions.waiting(session.scalar(select(User).where(User.login == "admin"))).items
    assert [len(decisions.hand_overs(report)) for report in disputed] == [3]
    assert all(report.agency_id == dispatcher.agency_id for report in disputed)
    answered, waiting = session.scalars(select(ContractorLink).order_by(ContractorLink.id)).all()
    (note,) = reports.notes_of(answered.service_request)
    (photo,) = [one for one in answered.service_request.photos if one.id in note.detail["photo_ids"]]
    assert (photo.kind, photo.staff_only, answered.answer) == ("contractor", True, "done")
    assert waiting.holds(NOW)
    merged = session.scalars(
        select(ServiceRequest).where(
            ServiceRequest.status == Status.DUPLICATE, ServiceRequest.agency_id == dispatcher.agency_id
        )
    ).all()
    assert merged
