"""Templates of public replies: those that fit a report, and all of them for who looks after them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.models import ReplyTemplate, ServiceRequest


def fitting(service_request: ServiceRequest) -> list[ReplyTemplate]:
    """Return the templates for a report's service, its group, or every report.

    Those in the language in which its resident reads come first; the more particular ones before the general.
    """
    rows = db.session.scalars(
        select(ReplyTemplate).where(
            ReplyTemplate.is_active,
            or_(ReplyTemplate.service_id.is_(None), ReplyTemplate.service_id == service_request.service_id),
            or_(
                ReplyTemplate.service_group_id.is_(None),
                ReplyTemplate.service_group_id == service_request.service_group_id,
            ),
        )
    )
    return sorted(
        rows,
        key=lambda row: (
            row.locale != service_request.locale,
            row.locale,
            row.service_id is None,
            row.service_group_id is None,
            row.title,
            row.id,
        ),
    )


def every() -> Sequence[ReplyTemplate]:
    """Return all templates, by language and title."""
    return db.session.scalars(
        select(ReplyTemplate)
        .options(joinedload(ReplyTemplate.service), joinedload(ReplyTemplate.group))
        .order_by(ReplyTemplate.locale, ReplyTemplate.title, ReplyTemplate.id)
    ).all()
