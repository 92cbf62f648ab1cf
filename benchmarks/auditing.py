"""Lighthouse in its mobile profile on the three pages that residents open most: each mark has to be 95 or more.

Run by `make bench` on each database. It simulates a phone with a processor four times slower on 1.6 Mbit/s and
150 ms; the middle of three runs counts. Nothing is fetched from another host. Where Lighthouse is not installed
(`npm ci --prefix benchmarks/lighthouse`), it says so and measures nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from app import create_app
from app.db import db
from benchmarks.measuring import heading
from benchmarks.weighing import serving, some_report
from tests.browser.conftest import CHROMIUM, FLAGS

LIGHTHOUSE = Path(__file__).parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
TIMES = 3


def audit(url: str, folder: Path) -> dict[str, float]:
    """Return the marks of one run, of 100, and the seconds of its first words and largest picture."""
    report = folder / "report.json"
    command = [str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}"]
    command += [
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}",
    ]
    environment = {**os.environ, "CHROME_PATH": CHROMIUM, "CI": "1"}
    # On a busy machine a recording can fail, and Lighthouse asks to be run again.
    for _ in range(3):
        ran = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=180, check=False
        )
        if not ran.returncode:
            break
    else:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{ran.stderr[-2000:]}")
    found = json.loads(report.read_text(encoding="utf-8"))
    marks = {name: 100 * (found["categories"][name]["score"] or 0) for name in CATEGORIES}
    for name in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time"):
        marks[name] = found["audits"][name]["numericValue"] / 1000
    return marks


def main() -> int:
    """Audit each page a few times; return 1 where a mark is too low."""
    if not LIGHTHOUSE.exists():
        print("Lighthouse is not installed: npm ci --prefix benchmarks/lighthouse")
        return 0
    app = create_app()
    with app.app_context():
        name, number = db.engine.dialect.name, some_report()
        db.engine.dispose()
    heading(f"Lighthouse, mobile, {name}: the middle of {TIMES} runs, at least {LEAST} of 100")
    low = 0
    with serving() as port, tempfile.TemporaryDirectory() as folder:
        for path in ("/", "/report", f"/r/{number}"):
            runs = [audit(f"http://127.0.0.1:{port}{path}", Path(folder)) for _ in range(TIMES)]
            middle = {key: median(run[key] for run in runs) for key in runs[0]}
            low += any(middle[category] < LEAST for category in CATEGORIES)
            marks = "  ".join(f"{category} {middle[category]:3.0f}" for category in CATEGORIES)
            times = "  ".join(f"{key} {middle[key]:4.2f} s" for key in runs[0] if key not in CATEGORIES)
            print(f"{path:<14} {marks}   {times}")
    return int(low > 0)


if __name__ == "__main__":
    sys.exit(main())
