"""The sweep over the clocks: 10,000 promises broken at once among 1,000,000 reports, in how long and how much memory.

Run by `make bench` on each database; `python -m benchmarks.escalating 1000000` on the one of DATABASE_URL. Most of
the reports are copies of 20,000, made inside the database. The floor is the bare UPDATE of the same three columns of
the same number of reports in as many transactions: what the database itself takes, with all its indexes.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text, update

from app import create_app
from app.actions import escalating
from app.db import db
from app.models import ServiceRequest, StatusChange
from benchmarks import city
from benchmarks.measuring import heading

BREACHES = 10_000
MOST_SECONDS = 30.0
#: More than this the sweep may not add to what the process holds before it.
MOST_MB = 100
SEED = 20_000
OPEN = "status IN ('received', 'accepted', 'in_progress', 'reopened')"


def multiply(n: int) -> int:
    """Copy reports inside the database until there are `n`; the unique columns are made up."""
    there = city.fill(min(n, SEED))
    postgres = db.engine.dialect.name == "postgresql"
    made_up = {
        "public_id": "upper(substr(md5(random()::text || id), 1, 12))" if postgres else "hex(randomblob(6))",
        "client_uuid": "gen_random_uuid()::text" if postgres else "hex(randomblob(18))",
        "secret_hash": "md5(random()::text) || md5(random()::text || id)"
        if postgres
        else "hex(randomblob(32))",
    }
    names = [column.name for column in ServiceRequest.__table__.columns if column.name != "id"]
    values = ", ".join(made_up.get(name, name) for name in names)
    while there < n:
        step = min(there, n - there, 100_000)
        db.session.execute(
            text(
                f"INSERT INTO service_request ({', '.join(names)}) "
                f"SELECT {values} FROM service_request ORDER BY id LIMIT {step}"
            )
        )
        db.session.commit()
        there += step
    return there


def break_promises(now: datetime) -> None:
    """Let the promises of so many open reports be broken since an hour; nothing else is near."""
    for statement in (
        f"UPDATE service_request SET clock_next_at = :later WHERE {OPEN}",
        "UPDATE service_request SET due_at = :due, clock_next_at = :due, clock_step = 1, was_overdue = false "
        f"WHERE id IN (SELECT id FROM service_request WHERE {OPEN} ORDER BY id DESC LIMIT {BREACHES})",
    ):
        moments = {"later": now + timedelta(days=1), "due": now - timedelta(hours=1)}
        stored = {
            name: moment if db.engine.dialect.name == "postgresql" else f"{moment:%Y-%m-%d %H:%M:%S.%f}"
            for name, moment in moments.items()
            if f":{name}" in statement
        }
        db.session.execute(text(statement), stored)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def bare_update(now: datetime) -> float:
    """Return the seconds of the floor: the columns that a sweep changes, of as many reports, chunk by chunk."""
    of_open = select(ServiceRequest.id).where(text(OPEN)).order_by(ServiceRequest.id.desc()).limit(BREACHES)
    ids = list(db.session.scalars(of_open))
    db.session.rollback()
    began = time.perf_counter()
    for start in range(0, len(ids), escalating.BATCH):
        db.session.execute(
            update(ServiceRequest)
            .where(ServiceRequest.id.in_(ids[start : start + escalating.BATCH]))
            .values(
                clock_step=3, clock_next_at=now + timedelta(days=2), was_overdue=~ServiceRequest.was_overdue
            )
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
    return time.perf_counter() - began


def peak_mb() -> float:
    """Return the most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Measure; return 1 where a bound was broken."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    app = create_app()
    with app.app_context():
        began = time.perf_counter()
        there = multiply(n)
        now = datetime.now(UTC)
        break_promises(now)
        heading(
            f"{there:,} reports, {BREACHES:,} broken promises (made in {time.perf_counter() - began:.0f} s)"
        )
        steps = select(func.count()).select_from(StatusChange).where(StatusChange.move == "escalate")
        before = db.session.scalar(steps) or 0
        db.session.rollback()
        # What is loaded once, such as the calendar's holidays, is no growth.
        at_first = escalating.sweep(now)
        held, began, looked = peak_mb(), time.perf_counter(), at_first
        while done := escalating.sweep(now):
            looked += done
        seconds = time.perf_counter() - began
        grown = peak_mb() - held
        again = escalating.sweep(now)
        made = (db.session.scalar(steps) or 0) - before
        floor = bare_update(now)
        print(f"{looked:,} looked at, {made:,} steps written, {again} at the second look")
        print(f"{seconds / floor:.1f} × floor ({floor:.1f} s)")
        print(f"{seconds:.1f} s (at most {MOST_SECONDS:.0f}), {grown:.1f} MB more than after the first batch")
        good = made == looked == BREACHES and not again and seconds <= MOST_SECONDS and grown <= MOST_MB
        print("kept" if good else "BROKEN")
        return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
