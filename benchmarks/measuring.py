"""How the benchmarks measure and print: percentiles, and the ratio to a floor measured in the same run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

import numpy as np


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Return the milliseconds of each of `times` calls."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def median(spent: Sequence[float]) -> float:
    """Return the median."""
    return float(np.percentile(spent, 50))


def p95(spent: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return float(np.percentile(spent, 95))


def heading(text: str) -> None:
    """Print a heading, and how busy the machine is: figures of a busy one say little by themselves."""
    print(f"\n{text}\n{'-' * len(text)}\n{load()}", flush=True)


def load() -> str:
    """Say how many processes want a processor, over one and five minutes, and how many processors there are."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} and {five:.1f} on {os.cpu_count()} processors"


def line(what: str, spent: Sequence[float], floor: Sequence[float] | None = None, more: str = "") -> None:
    """Print one result in milliseconds, with its ratio to the floor's median."""
    ratio = f"  {median(spent) / median(floor):6.1f} × floor" if floor else ""
    print(f"{what:<46} p50 {median(spent):8.2f} ms  p95 {p95(spent):8.2f} ms{ratio}  {more}")
