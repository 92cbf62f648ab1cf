"""What everybody may read, with 1,000,000 reports over three years: the page of statistics, and the open data's files.

    make bench ARGS="everybody --reports 1000000 --only postgresql"

The page is asked for as a browser asks: everywhere, every region, every district, of the last twelve months and of each
year. First after a number has changed (this process keeps nothing of it), which happens once a minute at most; then again;
then by a browser that has it. The first two are judged by their p95. Before, once, by a process that has just begun.
Judged by the work of this process and of the database's, because other programs on the machine make the clock on the wall
run on; the floor is a page without numbers, through the same client. Files are written in a process of their own, because
a process never gives memory back; the floor is the same reading of the same rows, with nothing written.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from app import create_app
from app.actions import open_data, rollups
from app.db import db, reading
from app.models import Area, Level, OpenFile, ServiceRequest
from app.queries import open_rows, public_statistics
from app.resident import statistics
from benchmarks.council import fill_years, worked_ms
from benchmarks.measuring import heading, line, load, p95

PAGE_MS = 50.0
#: The most that writing all files may add to a process that has opened the application, in MiB, however many reports.
GROWTH_MIB = 256.0
#: Whoever took a day's round has so long (`app.actions.rounds`); a tenth of it should do.
LEASE_S = 2 * 3600


def prepared(n: int) -> int:
    """Fill the city where it is not yet, and count; return how many reports there are."""
    there = db.session.scalar(select(func.count()).select_from(ServiceRequest)) or 0
    if there < n:
        there = fill_years(n)
    rollups.rebuild(datetime.now(UTC))
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("report_fact", "report_roll"):
                connection.exec_driver_sql(f"VACUUM ANALYZE {table}")
    return there


def asked(client: FlaskClient, addresses: list[str], before: Callable[[str], dict[str, str]]) -> list[float]:
    """Ask for every address; return the milliseconds of work that each took. `before` makes ready, and gives headers."""
    spent = []
    for address in addresses:
        headers = before(address)
        begun = _worked()
        answer = client.get(address, headers=headers)
        spent.append(_worked() - begun)
        assert answer.status_code in (200, 304), address
    return spent


def _worked() -> float:
    """Return what `worked_ms` does, and leave the connection to the next question."""
    spent = worked_ms()
    db.session.remove()
    return spent


def pages(app: Flask) -> bool:
    """Ask for the page of every area; return whether it is quick enough."""
    client = app.test_client()
    areas = [area for area in db.session.scalars(select(Area)) if area.level is not Level.MAHALLA]
    keys = ["", *(f"{area.level.value}:{area.code}" for area in areas)]
    years = ["", *map(str, public_statistics.years())]
    db.session.remove()
    addresses = [f"/statistics?area={key}&year={year}" for key in keys for year in years] * 2
    marks: dict[str, str] = {}

    def changed(_address: str) -> dict[str, str]:
        statistics.forget()
        return {}

    def kept(address: str) -> dict[str, str]:
        marks[address] = client.get(address).headers["ETag"]
        return {}

    # What a process has never asked it puts into words first: once in its life, so that is not judged.
    new = asked(client, addresses[: len(addresses) // 2], changed)
    floor = asked(client, ["/data/map"] * len(addresses), lambda _address: {})
    line("a page without numbers", floor, more=load())
    line("the page from a new process", new, floor)
    fresh = asked(client, addresses, changed)
    line("the page after a change", fresh, floor, more=f"limit {PAGE_MS:.0f}; {load()}")
    again = asked(client, addresses, kept)
    line("the page again", again, floor, more=f"limit {PAGE_MS:.0f}")
    known = asked(client, addresses, lambda address: {"If-None-Match": marks[address]})
    line("for a browser that has it", known, floor)
    return p95(fresh) <= PAGE_MS and p95(again) <= PAGE_MS


def held_mib(what: str, *, anew: bool = False) -> float:
    """Return what this process holds (`VmRSS`) or held at most (`VmHWM`) in memory; `anew`: the most begins now."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def write(kind: str) -> None:
    """Write the files, or read their rows alone, in this process, and print what it took."""
    app = create_app()
    with app.app_context():
        before = held_mib("VmRSS", anew=True)
        begun = time.perf_counter()
        if kind == "files":
            rows = open_data.publish(datetime.now(UTC))
        else:
            reading.set(True)
            rows = sum(len(stretch) for stretch in open_rows.stretches())
        spent = time.perf_counter() - begun
        grown = held_mib("VmHWM") - before
    print(f"{rows} {spent:.3f} {grown:.1f}")


def files() -> bool:
    """Write the files in a process of their own; return whether it kept within its memory and its time."""
    floor, good = 0.0, True
    for kind in ("nothing", "files"):
        command = [sys.executable, "-m", "benchmarks.everybody", "write", kind]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        rows, spent, grown = int(said[0]), float(said[1]), float(said[2])
        floor = floor or spent
        print(
            f"writing {kind:<8} {rows:>8} rows  {spent:7.1f} s  {spent / floor:4.1f} × floor  "
            f"memory grew by {grown:5.1f} MiB, {GROWTH_MIB:.0f} allowed; {load()}",
            flush=True,
        )
        good = good and grown <= GROWTH_MIB and spent <= LEASE_S / 10
    for file in db.session.scalars(select(OpenFile).order_by(OpenFile.name)):
        print(f"  {file.name:<16} {file.byte_count / 1_048_576:8.1f} MiB")
    return good


def main() -> int:
    """Fill, ask, write; return 1 where an answer takes too long or the memory grows."""
    app = create_app()
    with app.app_context():
        total = prepared(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
        heading(f"What everybody may read, {db.engine.dialect.name}: {total} reports over three years")
        if db.engine.dialect.name == "postgresql":
            # One process answers, so that its work can be seen.
            event.listen(
                db.engine, "begin", lambda c: c.exec_driver_sql("SET max_parallel_workers_per_gather = 0")
            )
        db.session.rollback()
        good = [pages(app), files()]
    print("good" if all(good) else "NOT good enough")
    return int(not all(good))


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(sys.argv[2])
    else:
        sys.exit(main())
