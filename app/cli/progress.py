"""One progress bar for every command that takes a while."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told (done, in all); draws on standard error, and only where somebody looks."""
    stream = sys.stderr
    bar: Any = None

    def on_progress(done: int, total: int) -> None:
        nonlocal bar
        if not stream.isatty():
            return
        if bar is None:
            bar = click.progressbar(length=total, label=label, file=stream)
            bar.__enter__()
        bar.update(done - bar.pos)

    try:
        yield on_progress
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
