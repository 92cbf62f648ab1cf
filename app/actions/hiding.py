"""Staff take what a resident added from the public page, with a reason, or put it back. Nothing is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.access import may_dispatch
from app.actions import history
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import ChangedMeanwhile, FieldError, NotFound, NotPermitted
from app.domain.text import clean_text
from app.models import Photo, Remark, RemarkHiding, RemarkKind, ServiceRequest, User
from app.policy import policy

#: What residents say; what an agency said stays said.
HIDEABLE = frozenset({RemarkKind.COMMENT, RemarkKind.ANSWER})


@one_transaction
def hide(
    service_request: ServiceRequest,
    remark_id: int,
    *,
    reason: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Keep a comment or an answer from the public page, photos included. The same form twice is once.

    The page says that something was hidden, and why. Raises NotPermitted, NotFound, FieldError without a reason,
    ChangedMeanwhile, also where somebody else hid it for another reason.
    """
    remark = _remark(service_request, remark_id, by)
    if remark.hidden is not None and _is_the_same(remark.hidden, clean_text(reason, max_length=10_000), by):
        return
    history.expect_version(service_request, expected_version)
    reason = clean_text(reason, max_length=policy().max_description)
    if not reason:
        raise FieldError("reason", "missing")
    if remark.hidden is not None:
        raise ChangedMeanwhile(service_request.public_id)
    _write(service_request, remark, hides=True, reason=reason, by=by, at=at)
    history.touch(service_request)
    history.commit()


@one_transaction
def show(service_request: ServiceRequest, remark_id: int, *, by: User, at: datetime) -> None:
    """Put a hidden comment back. Raises NotPermitted, NotFound."""
    remark = _remark(service_request, remark_id, by)
    if remark.hidden is not None:
        _write(service_request, remark, hides=False, reason="", by=by, at=at)
        history.touch(service_request)
    history.commit()


def _is_the_same(hiding: RemarkHiding, reason: str, by: User) -> bool:
    return hiding.by_user_id == by.id and hiding.reason == reason


def _remark(service_request: ServiceRequest, remark_id: int, by: User) -> Remark:
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    for remark in service_request.remarks:
        if remark.id == remark_id and remark.kind in HIDEABLE:
            return remark
    raise NotFound(str(remark_id))


def _keep_photos(remark: Remark, *, staff_only: bool) -> None:
    """Let the photos of a remark answer staff alone, or everybody again; their copies in split-off parts too."""
    ids = remark.detail.get("photo_ids", [])
    keys = select(Photo.key).where(Photo.id.in_(ids)).scalar_subquery()
    for photo in db.session.scalars(select(Photo).where(Photo.key.in_(keys))) if ids else ():
        photo.staff_only = staff_only


def _write(
    service_request: ServiceRequest, remark: Remark, *, hides: bool, reason: str, by: User, at: datetime
) -> None:
    _keep_photos(remark, staff_only=hides)
    db.session.add(
        RemarkHiding(
            remark=remark,
            at=at,
            by_user_id=by.id,
            agency_id=service_request.agency_id,
            hides=hides,
            reason=reason,
        )
    )
