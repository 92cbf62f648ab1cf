"""The public map and the dispatcher's inbox with 100,000 reports: time, queries, bytes, and whether the map adds up.

Run by `make bench`; needs a migrated database with the demo in it (DATABASE_URL). The floor is the cheapest
question to the same database in the same run: SELECT 1 through the same request.
"""

from __future__ import annotations

import gzip
import random
import sys
from datetime import UTC, datetime

from sqlalchemy import event, func, select

from app import create_app
from app.db import db, reading
from app.models import Agency, Role, ServiceRequest, User
from app.queries import worklist
from app.queries.public_map import Shown, Window, points
from app.queries.territory import territory_bounds
from benchmarks.city import fill
from benchmarks.measuring import heading, line, median, p95, timed

TIMES = 200


def window(choose: random.Random, bounds: tuple[float, float, float, float], zoom: int) -> Window:
    """Return what a desktop of 1280 × 800 shows at a zoom, somewhere in the city."""
    west, south, east, north = bounds
    width, height = 1280 / 256 * 360 / 2**zoom, 800 / 256 * 360 / 2**zoom * 0.76
    x, y = choose.uniform(west, east), choose.uniform(south, north)
    return Window(x - width / 2, y - height / 2, x + width / 2, y + height / 2, zoom)


def public_map(client: object) -> None:
    """Time and weigh the public map at every kind of zoom, and hold its counts against the truth."""
    heading("The public map of a city with 100,000 reports")
    bounds = territory_bounds()
    assert bounds is not None
    choose = random.Random(3)
    floor = timed(lambda: client.get("/healthz"), TIMES)  # type: ignore[attr-defined]
    line("floor: /healthz, one SELECT 1", floor)
    for zoom in (8, 10, 11, 12, 13, 14, 15, 16, 17, 18):
        windows = [window(choose, bounds, zoom) for _ in range(TIMES)]
        weights = []

        def ask(windows: list[Window] = windows, weights: list[int] = weights) -> None:
            w = windows[len(weights) % len(windows)]
            answer = client.get(  # type: ignore[attr-defined]
                f"/map/points?west={w.west}&south={w.south}&east={w.east}&north={w.north}&zoom={w.zoom}"
            )
            assert answer.status_code == 200, answer.status
            weights.append(len(gzip.compress(answer.data, 6)))

        spent = timed(ask, TIMES)
        line(
            f"/map/points at zoom {zoom}",
            spent,
            floor,
            f"gzip median {int(median(weights))} B, p95 {int(p95(weights))} B",
        )
    truth = db.session.scalar(
        select(func.count()).select_from(ServiceRequest).where(ServiceRequest.map_group.is_not(None))
    )
    west, south, east, north = bounds
    for zoom in (8, 10, 12, 14, 15, 17):
        shown = points(
            Window(west - 0.1, south - 0.1, east + 0.1, north + 0.1, zoom), Shown(), now=datetime.now(UTC)
        )
        verdict = "adds up" if shown["total"] == truth == sum(shown.get("n", [1] * truth)) else "WRONG"
        print(f"whole city at zoom {zoom}: {shown['total']} of {truth} reports, {verdict}")
        assert verdict == "adds up"


def inbox() -> None:
    """Time a dispatcher's inbox of 50, and count its queries."""
    heading("A dispatcher's inbox of 50 among 100,000 reports")
    queries: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda c, cu, statement, *_: queries.append(statement))
    busiest = db.session.execute(
        select(ServiceRequest.agency_id, func.count())
        .group_by(ServiceRequest.agency_id)
        .order_by(func.count().desc())
    ).first()
    assert busiest is not None
    agency = db.session.get(Agency, busiest[0])
    assert agency is not None
    dispatcher = db.session.scalar(
        select(User).where(User.role == Role.DISPATCHER, User.agency_id == agency.id)
    ) or User(role=Role.DISPATCHER, agency_id=agency.id, is_active=True)
    now = datetime.now(UTC)
    floor = timed(lambda: (db.session.execute(db.text("SELECT 1")).scalar(), db.session.rollback()), TIMES)
    line("floor: SELECT 1", floor)
    counted = set()
    for lane in ("open", "overdue", "new", "due_today", "waiting", "closed"):

        def ask(lane: str = lane) -> None:
            queries.clear()
            worklist.inbox(dispatcher, lane=lane, now=now)
            counted.add(len(queries))
            db.session.rollback()

        line(f"inbox, lane {lane}, {busiest[1]} reports of this agency", timed(ask, TIMES), floor)
    line(
        "counts of every lane",
        timed(lambda: (worklist.lane_counts(dispatcher, now=now), db.session.rollback()), TIMES),
        floor,
    )
    print(f"queries for a page: {sorted(counted)}")


def main() -> None:
    """Fill the city and run both."""
    app = create_app()
    with app.app_context():
        total = fill(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
        print(f"{db.engine.dialect.name}: {total} reports")
        reading.set(True)
        public_map(app.test_client())
        inbox()


if __name__ == "__main__":
    main()
