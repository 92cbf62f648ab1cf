"""The heatmap's three answers, in public and for a council, with 1,000,000 reports of one region over three years.

    make bench ARGS="heatmap --reports 1000000"

The places are packed as the sums have them (`heat_block`), so that a million are there in seconds; what made them is
measured by `council`. Cold: this process has kept nothing. Warm: the same address a second time. Judged by this process's
own work, because other programs on the machine make the clock on the wall run on.
"""

from __future__ import annotations

import gzip
import sys
import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import shapely
from sqlalchemy import delete, insert, select

from app import create_app
from app.db import db
from app.domain.rollup import day_number, week_start
from app.heat.drawing import forget_pictures
from app.models import Area, HeatBlock, Level, ServiceGroup
from app.queries.territory import area_index
from benchmarks.measuring import heading, line, load, p95
from geo import cells, heat_block

WEEKS = 156
WARM_MS, COLD_MS = 300.0, 2000.0
QUERIES = (
    "period=30d",
    "period=12m",
    "period=12m&weight=days",
    "period=custom&from={first}",
    "period=custom&from={first}&weight=people",
    "period=12m&step=week",
    "period=custom&from={first}&step=month",
    "period=12m&compare=year&status=open",
)


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


def main() -> int:
    """Fill, ask, weigh; return 1 where an answer takes too long."""
    app = create_app()
    client = app.test_client()
    with app.app_context():
        today = datetime.now(UTC).date()
        n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
        fill(n, today)
        heading(f"The heatmap, {db.engine.dialect.name}: {n} reports of one region")
        areas = [
            f"{a.level.value}:{a.code}"
            for a in db.session.scalars(select(Area))
            if a.level is not Level.MAHALLA
        ]
    first = (today - timedelta(days=3 * 365)).isoformat()
    good = True
    for address in ("/heat", "/heat/map", "/heat/steps"):
        cold, warm, weights = [], [], []
        for area in areas:
            for query in QUERIES:
                asked = f"{address}?area={area}&{query.format(first=first)}"
                for spent in (cold, warm):
                    if spent is cold:
                        forget_pictures()
                    begun = time.process_time()
                    answer = client.get(asked)
                    spent.append((time.process_time() - begun) * 1000)
                    assert answer.status_code == 200, asked
                weights.append(len(gzip.compress(answer.data, 6)) / 1024)
        line(f"{address}, cold", cold, more=f"limit {COLD_MS:.0f}; {load()}")
        line(f"{address}, warm", warm, more=f"limit {WARM_MS:.0f}; gzip p95 {p95(weights):.0f} KB")
        good = good and p95(cold) <= COLD_MS and p95(warm) <= WARM_MS
    print("good" if good else "NOT good enough")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
