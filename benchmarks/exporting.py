"""The inbox's filter as a file: seconds, bytes, and how far the memory grows from 1,000 rows to 100,000.

Run by `make bench exporting`; needs a migrated database with the demo in it (DATABASE_URL). Each file is made in a
process of its own, because a process never gives memory back: what is compared is the most that each one held.
The floor is the same reading of the same rows without writing anything.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import UTC, datetime

from sqlalchemy import select

from app import create_app, exporting
from app.db import db, reading
from app.models import Role, User
from app.queries import exporting as read
from benchmarks.city import fill
from benchmarks.measuring import heading

FEW, MANY = 1_000, 100_000
KINDS = ("nothing", "csv", "xlsx")
#: The most that 99,000 rows more may add, in MiB.
GROWTH_MIB = 16.0


def make(kind: str, rows: int) -> None:
    """Make one file in this process, as the page does, and print what it took."""
    app = create_app()
    with app.test_request_context(headers={"Accept-Language": "uz"}):
        reading.set(True)
        admin = db.session.scalars(select(User).where(User.role == Role.ADMIN)).first()
        assert admin is not None
        now = datetime.now(UTC)
        start = time.perf_counter()
        ids = read.ids_of(admin, now=now, lane="closed")[:rows]
        assert len(ids) == rows, f"there are {len(ids)} closed reports, {rows} are needed"
        reports = read.entries(admin, ids, now=now)
        size, first = 0, 0.0
        if kind == "nothing":
            for _report in reports:
                first = first or time.perf_counter() - start
        else:
            pieces = (
                exporting.csv_lines(reports)
                if kind == "csv"
                else exporting.pieces(exporting.xlsx_file(reports))
            )
            for piece in pieces:
                first = first or time.perf_counter() - start
                size += len(piece)
        spent = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{spent:.3f} {first:.3f} {size} {most:.1f}")


def main() -> int:
    """Fill the city so that enough is closed, make each file, and say whether the memory grew."""
    with create_app().app_context():
        # Two thirds of a city's reports are closed.
        total = fill(MANY * 3 // 2 + MANY // 10)
        heading(f"A file out of {total} reports, {db.engine.dialect.name}")
    grew, floor = False, 0.0
    for kind in KINDS:
        held = {}
        for rows in (FEW, MANY):
            command = [sys.executable, "-m", "benchmarks.exporting", "make", kind, str(rows)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            spent, first, size, most = map(float, said.split())
            held[rows] = most
            if rows == MANY:
                floor = floor or spent
                ratio = f"  {spent / floor:.1f} × floor"
            else:
                ratio = ""
            print(
                f"{kind:<8} {rows:>7} rows  {spent:7.2f} s  first byte after {first:6.2f} s  "
                f"{size / 1_048_576:6.1f} MiB  held {most:6.1f} MiB{ratio}",
                flush=True,
            )
        growth = held[MANY] - held[FEW]
        grew |= growth > GROWTH_MIB
        print(
            f"{kind:<8} grows by {growth:.1f} MiB, {GROWTH_MIB:.0f} allowed: {'bounded' if growth <= GROWTH_MIB else 'GROWS'}"
        )
    return int(grew)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main())
