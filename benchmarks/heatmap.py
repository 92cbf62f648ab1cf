"""The heatmap's three answers, in public and for a council, with 1,000,000 reports of one region over three years.

    make bench ARGS="heatmap --reports 1000000"

The places are packed as the sums have them (`heat_block`), so that a million are there in seconds; what made them is
measured by `council`, and so are mahallas, whose few reports are read one by one. Cold: a new connection, the system has
forgotten the database's files, this process has kept nothing. First: nobody asked that question before. Warm: the same
address a second time. First and warm are judged by the work of this process and of the database's, because other programs on
the machine make the clock on the wall run on; the clock stands beside them.
"""

from __future__ import annotations

import gzip
import sys
import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import shapely
from flask import current_app
from sqlalchemy import delete, insert, select

from app import create_app
from app.db import db
from app.domain.rollup import day_number, week_start
from app.heat import pages
from app.heat.drawing import forget_pictures
from app.models import Area, HeatBlock, Level, ServiceGroup
from app.queries.territory import area_index
from benchmarks.council import forget, worked_ms
from benchmarks.measuring import heading, line, load, p95
from geo import cells, heat_block

WEEKS = 156
WARM_MS, COLD_MS = 300.0, 2000.0
QUERIES = (
    "period=30d",
    "period=30d&status=overdue&group={group}",
    "period=12m",
    "period=12m&weight=days",
    "period=12m&weight=overdue&group={group}",
    "period=custom&from={first}",
    "period=custom&from={first}&weight=people",
    "period=12m&step=week",
    "period=custom&from={first}&step=month",
    "period=custom&from={first}&step=month&status=fixed&group={group}",
    "period=12m&compare=year&status=open",
)
ANSWERS = {"/heat": pages.page, "/heat/map": pages.document, "/heat/steps": pages.steps}
#: So many of the questions are asked of a server that has just begun.
COLD = 8


def fill(n: int, today: date) -> None:
    """Put `n` reports into the region's districts: clustered like people, evenly over the weeks."""
    choose = np.random.default_rng(5)
    districts = db.session.scalars(select(Area).where(Area.level == Level.DISTRICT)).all()
    groups = np.array(db.session.scalars(select(ServiceGroup.id)).all())
    db.session.execute(delete(HeatBlock))
    last = int(week_start(np.array([day_number(today)]))[0])
    each = n // len(districts) // WEEKS
    for district in districts:
        held = area_index().area(district.id)
        if held is None or held.boundary is None:
            continue
        west, south, east, north = held.boundary.bounds
        inside = [
            a
            for a in area_index().areas_in("mahalla", west, south, east, north)
            if a.parent_id == district.id
        ]
        middles = shapely.get_coordinates(shapely.point_on_surface([a.boundary for a in inside]))
        for week in range(WEEKS):
            mahalla = choose.integers(0, len(inside), each)
            at = middles[mahalla] + choose.normal(0, (east - west) / 40, (each, 2))
            columns = {
                "cell": cells.cells_of(at[:, 0], at[:, 1]),
                "mahalla": np.array([a.id for a in inside])[mahalla],
                "people": choose.integers(1, 5, each),
                "days": choose.integers(0, 40, each),
                "group": choose.choice(groups, each),
                "day": choose.integers(0, 7, each),
                "state": choose.integers(0, 8, each),
            }
            row = {"region_id": district.parent_id or 0, "district_id": district.id}
            packed = heat_block.pack(columns)
            db.session.execute(insert(HeatBlock).values(**row, week_day=last - 7 * week, packed=packed))
    db.session.commit()


def asked(area: Area, address: str, room: str) -> int:
    """Answer one address in a room, and return how many bytes it sends, packed."""
    by_room = f"/council{address}" if room == "council" else address
    with current_app.test_request_context(by_room):
        one = db.session.merge(area, load=False)
        question = pages.asked_of(one, room=room, is_public=room == "resident", may_see=lambda _other: True)
        answer = ANSWERS[address.partition("?")[0]](question)
        sent = answer.encode() if isinstance(answer, str) else answer.get_data()
    return len(gzip.compress(sent, 6))


def _worked() -> float:
    """Return what `worked_ms` does, and leave the connection to the next question."""
    spent = worked_ms()
    db.session.remove()
    return spent


def measured(address: str, room: str, questions: list[tuple[Area, str]]) -> bool:
    """Ask for one of the three answers; return whether it came in time."""
    first, warm, clock, sizes = [], [], [], []
    for area, query in questions:
        forget_pictures()
        for spent in (first, warm):
            before, begun = _worked(), time.perf_counter()
            size = asked(area, f"{address}?{query}", room)
            spent.append(_worked() - before)
            if spent is first:
                clock.append((time.perf_counter() - begun) * 1000)
        sizes.append(size / 1024)
    cold = []
    for area, query in questions[:: max(1, len(questions) // COLD)][:COLD]:
        forget_pictures()
        forget()
        begun = time.perf_counter()
        asked(area, f"{address}?{query}", room)
        cold.append((time.perf_counter() - begun) * 1000)
    name = f"{room} {address}"
    line(f"{name}, cold", cold, more=f"limit {COLD_MS:.0f}; {load()}")
    line(f"{name}, first", first, more=f"by the clock p95 {p95(clock):.0f} ms")
    line(f"{name}, warm", warm, more=f"limit {WARM_MS:.0f}; gzip p95 {p95(sizes):.0f} KB")
    return p95(cold) <= COLD_MS and p95(first) <= COLD_MS and p95(warm) <= WARM_MS


def main() -> int:
    """Fill, ask, weigh; return 1 where an answer takes too long."""
    app = create_app()
    with app.app_context():
        today = datetime.now(UTC).date()
        n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
        fill(n, today)
        heading(f"The heatmap, {db.engine.dialect.name}: {n} reports of one region")
        areas = [area for area in db.session.scalars(select(Area)) if area.level is not Level.MAHALLA]
        group = db.session.scalars(select(ServiceGroup.code)).first()
        db.session.expunge_all()
        facts = {"first": (today - timedelta(days=3 * 365)).isoformat(), "group": group}
        questions = [
            (area, f"area={pages.key_of(area)}&{query.format(**facts)}")
            for area in areas
            for query in QUERIES
        ]
        good = [measured(address, room, questions) for room in ("resident", "council") for address in ANSWERS]
    print("good" if all(good) else "NOT good enough")
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
