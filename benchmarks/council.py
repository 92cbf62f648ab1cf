"""Councils' numbers and heat, and public statistics, with 1,000,000 reports over three years.

    make bench ARGS="council --reports 1000000 --only postgresql"

Each question is one that a page asks: any area that has sums or a mahalla, any period, all service groups or one, all
reports or those of one status.
Warm: asked a second time, and judged by the work of this process and of the database's, because other programs on the
machine make the clock on the wall run on. Cold: on a new connection, after the server's buffers were filled with other things and
the system was told to forget the files. Told besides: how long it takes to count everything again, and to fold.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select, update
from sqlalchemy.orm import joinedload

from app import create_app
from app.actions import rollups
from app.db import db, reading
from app.domain.periods import PeriodKind, period
from app.models import Area, Level, ServiceGroup, ServiceRequest
from app.policy import policy
from app.queries import council, heat, statistics, statistics_check, trends
from app.queries import public_statistics as public
from app.queries.council import Shown
from app.queries.heat import Weight
from app.queries.standing import Standing
from app.queries.statistics_scope import Asked, By
from app.queries.territory import area_index
from benchmarks.city import fill
from benchmarks.inbox import server_ms
from benchmarks.measuring import heading, line, load, p95, timed
from geo import density

YEARS = 3
WARM_MS, COLD_MS, PUBLIC_MS = 300.0, 2000.0, 50.0
QUESTIONS, COLD_QUESTIONS = 60, 8
#: So many reports are written one by one; the rest are copies of them at other times.
SEED_REPORTS = 25_000

#: On PostgreSQL: other times over three years, and hardly anything old is open.
SPREAD = f"""
    UPDATE service_request SET
        submitted_at = submitted_at - shift.days, due_at = due_at - shift.days,
        resolved_at = resolved_at - shift.days, closed_at = closed_at - shift.days,
        registered_on = (submitted_at - shift.days)::date
    FROM (SELECT id AS report_id, floor(random() * {YEARS}) * interval '365 days' AS days FROM service_request) shift
    WHERE report_id = id
"""
COPY = """
    INSERT INTO service_request ({columns})
    SELECT {values} FROM service_request, generate_series(1, {times}),
        LATERAL (SELECT (random() - 0.5) * interval '30 days' AS days, service_request.id AS it) shift
    LIMIT {limit}
"""
MEND = """
    UPDATE service_request SET status = 'closed', map_group = NULL,
        resolved_at = submitted_at + random() * random() * interval '60 days',
        closed_at = submitted_at + interval '67 days'
    WHERE status IN ('received', 'accepted', 'in_progress', 'reopened', 'resolved')
        AND submitted_at < now() - interval '70 days' AND random() < 0.97
"""


def fill_years(n: int) -> int:
    """Fill the city with `n` reports over three years; return how many there are."""
    if db.engine.dialect.name != "postgresql":
        return fill(n)
    there = fill(min(n, SEED_REPORTS))
    columns = [column.name for column in ServiceRequest.__table__.columns if column.name != "id"]
    changed = {
        "public_id": "substr(md5(random()::text), 1, 12)",
        "client_uuid": "gen_random_uuid()::text",
        "secret_hash": "md5(random()::text) || md5(random()::text)",
        **{
            name: f"least({name} + shift.days, now())"
            for name in ("submitted_at", "resolved_at", "closed_at")
        },
        "due_at": "due_at + shift.days",
    }
    # Nothing of this is anybody's news: no trigger, no foreign key, and the words are not asked for here.
    with db.engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(
            "DROP INDEX IF EXISTS ix_service_request_words, ix_service_request_words_closed"
        )
        connection.exec_driver_sql(SPREAD)
        if n > there:
            values = ", ".join(changed.get(name, name) for name in columns)
            connection.exec_driver_sql(
                COPY.format(
                    columns=", ".join(columns), values=values, times=-(-n // there) - 1, limit=n - there
                )
            )
        connection.exec_driver_sql(MEND)
        connection.exec_driver_sql("SET session_replication_role = DEFAULT")
    return db.session.scalar(select(func.count()).select_from(ServiceRequest)) or 0


def count_anew() -> None:
    """Tell how long it takes to count everything, and to fold a thousand changes."""
    now = datetime.now(UTC)
    spent = timed(lambda: rollups.rebuild(now), 1)
    print(f"counting everything again: {spent[0] / 1000:.1f} s", flush=True)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("service_request", "report_fact", "report_roll", "heat_block"):
                connection.exec_driver_sql(f"VACUUM ANALYZE {table}")
                size = connection.exec_driver_sql(
                    f"SELECT pg_size_pretty(pg_total_relation_size('{table}')), count(*) FROM {table}"
                ).one()
                print(f"  {table}: {size[0]}, {size[1]} rows")
    newest = select(ServiceRequest.id).order_by(ServiceRequest.id.desc()).limit(1000)
    ids = list(db.session.scalars(newest))
    db.session.execute(
        update(ServiceRequest)
        .where(ServiceRequest.id.in_(ids))
        .values(rating=3)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    print(f"folding 1,000 changes: {timed(lambda: rollups.fold(now), 1)[0]:.0f} ms")
    print(f"waiting: {statistics_check.waiting()}", flush=True)


def asked(choose: random.Random, areas: list[Area | None], groups: list[int], today: date) -> Asked:
    """Return some question: any area, any period, one group or all, one status or all."""
    days = choose.choice((7, 30, 31, 90, 365, 3 * 365, choose.randrange(1, 3 * 365)))
    last = today - timedelta(days=choose.choice((0, 0, choose.randrange(0, max(1, 3 * 365 - days)))))
    group = (choose.choice(groups),) if choose.random() < 0.4 else ()
    standing = choose.choice(list(Standing)) if choose.random() < 0.4 else Standing.ALL
    return Asked(choose.choice(areas), last - timedelta(days=days - 1), last, group, standing)


def council_numbers(question: Asked, today: date) -> None:
    """Ask for what a council's page tells: totals, two tables, and how long it took in each line."""
    statistics.total(question)
    statistics.counts(question, By.PART)
    statistics.counts(question, By.AGENCY)
    statistics.durations(question, as_of=today)
    statistics.durations(question, By.PART, as_of=today)


def council_page(question: Asked) -> None:
    """Ask as the council's pages do: the numbers with those before, the comparison of agencies, the weeks ahead."""
    if question.area is None:
        return
    now = datetime.now(UTC)
    days = {"first_on": question.first_on, "last_on": question.last_on}
    shown = Shown(
        period(PeriodKind.CUSTOM, now=now, zone=policy().calendar.zone, **days),
        next(iter(question.group_ids), None),
        question.standing,
    )
    council.overview(question.area, shown, now=now)
    council.by_agency(question.area, shown)
    trends.outlooks(question.area, today=now.date())


def heat_data(question: Asked, today: date) -> None:
    """Ask for the cells of the heat, at the level that the area's radius wants."""
    area = question.area
    held = area_index().area(area.id) if area is not None else None
    boundary = held.boundary if held is not None else None
    radius_m = density.radius_for(boundary) if boundary is not None else 10_000
    level = density.level_for(radius_m, 41.0)
    weight = list(Weight)[question.first_on.toordinal() % len(Weight)]
    heat.counted(question.of_all, level, today=today, weight=weight, standing=question.standing)


def public_statistics(area: Area | None, today: date) -> None:
    """Ask for the numbers of the public page: of three years, by part, by service, by month."""
    public.read(area, today - timedelta(days=3 * 365), today)


def forget() -> None:
    """Make the next question a cold one, as far as that can be done from outside the server."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
            connection.exec_driver_sql("SET enable_seqscan = off; SET enable_bitmapscan = off")
            connection.exec_driver_sql("SELECT count(description) FROM service_request WHERE id > 0")
            folder = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
        for path in (folder / "base").rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    db.engine.dispose()


def worked_ms() -> float:
    """Return the milliseconds that this process and its server have worked; what others take is not in them."""
    return time.process_time() * 1000 + server_ms()


def measured(name: str, ask: Callable[[Any], None], questions: list[Any], limit: float) -> bool:
    """Ask each question twice; return whether the work of the second time is quick enough."""
    spent, worked = [], []
    for question in questions:
        ask(question)
        before = worked_ms()
        spent += timed(lambda: ask(question), 1)  # noqa: B023
        worked.append(worked_ms() - before)
        db.session.rollback()
    line(name, spent, more=f"limit {limit:.0f}; {load()}")
    line("  of that, page and database at work", worked)
    worst = max(zip(worked, questions, strict=True), key=lambda pair: pair[0])
    about = worst[1]
    if isinstance(about, Asked):
        level = about.area.level if about.area else "everywhere"
        print(
            f"  slowest: {worst[0]:.0f} ms, {level}, {about.first_on} to {about.last_on}, {about.group_ids}, "
            f"{about.standing}"
        )
    return p95(worked) <= limit


def measured_cold(name: str, ask: Callable[[Any], None], questions: list[Any]) -> bool:
    """Ask each question once, each time of a server that has just begun."""
    spent = []
    for question in questions:
        forget()
        spent += timed(lambda: ask(question), 1)  # noqa: B023
    line(f"{name}, cold", spent, more=f"limit {COLD_MS:.0f}")
    return p95(spent) <= COLD_MS


def main() -> int:
    """Fill, count, ask; return 1 where an answer takes too long."""
    app = create_app()
    with app.app_context():
        total = fill_years(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
        heading(f"Councils and the public, {db.engine.dialect.name}: {total} reports over {YEARS} years")
        count_anew()
        reading.set(True)
        if db.engine.dialect.name == "postgresql":
            # One process answers, so that its work can be seen.
            event.listen(
                db.engine, "begin", lambda c: c.exec_driver_sql("SET max_parallel_workers_per_gather = 0")
            )
        today = datetime.now(UTC).date()
        areas: list[Area | None] = [None, *db.session.scalars(select(Area).options(joinedload(Area.parent)))]
        large = [area for area in areas if area is None or area.level is not Level.MAHALLA]
        groups = list(db.session.scalars(select(ServiceGroup.id)))
        db.session.expunge_all()
        choose = random.Random(19)
        # Half of them about what is large.
        some = [asked(choose, choose.choice((areas, large)), groups, today) for _ in range(QUESTIONS)]
        longest = [Asked(area, today - timedelta(days=1090), today) for area in large] * 2
        good = [
            measured("a council's numbers", lambda q: council_numbers(q, today), some, WARM_MS),
            measured("  of three years", lambda q: council_numbers(q, today), longest, WARM_MS),
            measured("a council's pages", council_page, some, WARM_MS),
            measured("  of three years", council_page, longest, WARM_MS),
            measured("heat", lambda q: heat_data(q, today), some, WARM_MS),
            measured("  of three years", lambda q: heat_data(q, today), longest, WARM_MS),
            measured("public statistics", lambda a: public_statistics(a, today), large * 4, PUBLIC_MS),
            measured_cold(
                "a council's numbers", lambda q: council_numbers(q, today), longest[:COLD_QUESTIONS]
            ),
            measured_cold("a council's pages", council_page, longest[:COLD_QUESTIONS]),
            measured_cold("heat", lambda q: heat_data(q, today), longest[:COLD_QUESTIONS]),
        ]
    print("good" if all(good) else "NOT good enough")
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
