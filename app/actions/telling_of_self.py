"""What a reporter tells of themselves, if they like: counted, and kept of nobody (docs/decisions/0021)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError
from app.domain.lifecycle import OPEN
from app.models import AgeBand, ResidentCount, ResidentTold, ServiceRequest, Sex
from app.policy import policy


@one_transaction
def tell(service_request: ServiceRequest, age_band: AgeBand, sex: Sex, *, at: datetime) -> None:
    """Count this age and sex once, for the month and the region of the report. A second time counts nothing.

    Raises FieldError(age_band, missing) where nothing was told at all.
    """
    if age_band is AgeBand.UNTOLD and sex is Sex.UNTOLD:
        raise FieldError("age_band", "missing")
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = db.session.scalar(
        insert(ResidentTold)
        .values(service_request_id=service_request.id)
        .on_conflict_do_nothing()
        .returning(ResidentTold.service_request_id)
    )
    if first is not None:
        month_on = at.astimezone(policy().calendar.zone).date().replace(day=1)
        counted = insert(ResidentCount).values(
            month_on=month_on, region_id=service_request.region_id or 0, age_band=age_band, sex=sex, n=1
        )
        key = ("month_on", "region_id", "age_band", "sex")
        db.session.execute(counted.on_conflict_do_update(index_elements=key, set_={"n": ResidentCount.n + 1}))
    db.session.commit()


@one_transaction
def forget_who_told(now: datetime, limit: int = 1_000) -> int:
    """Forget which reporters told of themselves, when their contact is forgotten; the counts stay."""
    days = policy().contact_kept_days
    old = (
        select(ResidentTold.service_request_id)
        .join(ServiceRequest)
        .where(ServiceRequest.closed_at < now - timedelta(days=days), ServiceRequest.status.not_in(OPEN))
        .limit(limit)
    )
    ids = list(db.session.scalars(old)) if days > 0 else []
    if ids:
        db.session.execute(delete(ResidentTold).where(ResidentTold.service_request_id.in_(ids)))
    db.session.commit()
    return len(ids)
