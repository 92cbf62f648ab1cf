"""`make bench`: every benchmark on both databases, each on a fresh one with the demo in it.

    make bench                          # everything
    make bench ARGS="reading --reports 20000 --only sqlite"

Each benchmark is a module of its own beside this one and runs in a process of its own, with DATABASE_URL
set; what it prints is the result. PostGIS is measured where TEST_POSTGRES_URL names a server.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests import databases
from tests.databases import Server

ROOT = Path(__file__).resolve().parent.parent
#: In this order: what writes comes last, so that the others find the same reports each time.
BENCHMARKS = (
    "locating",
    "reading",
    "inbox",
    "weighing",
    "auditing",
    "figures",
    "hot_spots",
    "forecasting",
    "exporting",
    "submitting",
    "mailing",
    "searching",
    "escalating",
    "council",
    "heatmap",
    "everybody",
)
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


def main() -> int:
    """Run what was asked for; return 1 where a benchmark failed."""
    asked = _arguments()
    failed = []
    with tempfile.TemporaryDirectory(prefix="smart-mahalla-bench-") as folder:
        for kind in databases.kinds():
            if asked.only not in (None, kind):
                continue
            environment = _fresh(kind, Path(folder))
            for name in asked.benchmarks:
                print(f"\n=== {name}, {kind} ===", flush=True)
                command = [sys.executable, "-m", f"benchmarks.{name}", str(asked.reports)]
                if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                    failed.append(f"{name} on {kind}")
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


def _arguments() -> argparse.Namespace:
    there = [name for name in BENCHMARKS if find_spec(f"benchmarks.{name}")]
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("benchmarks", nargs="*", default=there, metavar="NAME", help=f"of {', '.join(there)}")
    parser.add_argument("--reports", type=int, default=100_000, help="how many reports the city has")
    parser.add_argument("--only", choices=databases.kinds(), help="one database alone")
    asked = parser.parse_args()
    for name in asked.benchmarks:
        if name not in there:
            parser.error(f"there is no benchmark {name}: there are {', '.join(there)}")
    return asked


def _fresh(kind: str, folder: Path) -> dict[str, str]:
    """Make a database with the demo in it; return the environment of a benchmark on it."""
    environment = {
        **os.environ,
        "DATABASE_URL": Server(kind, folder, "bench").create("city"),
        "MEDIA_ROOT": str(folder / "media"),
        "OUTGOING_ROOT": str(folder / "outgoing"),
        "MAP_TILES_URL": "",
        "SECRET_KEY": str(databases.SETTINGS["SECRET_KEY"]),
        "PERSONAL_DATA_KEYS": databases.TEST_KEY,
        "SUBMIT_LIMIT": "1000000 per minute",
        "LOG_LEVEL": "WARNING",
    }
    print(f"Preparing {kind}: the tables and the demo.", flush=True)
    for command in (["db", "upgrade"], ["demo", "load"]):
        subprocess.run([*FLASK, *command], cwd=ROOT, env=environment, check=True)
    return environment


if __name__ == "__main__":
    sys.exit(main())
