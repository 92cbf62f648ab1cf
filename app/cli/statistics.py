"""`flask statistics`: the sums behind statistics and heatmaps."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app import jobs
from app.actions import rollups
from app.cli.progress import progress_bar
from app.queries import statistics_check

group = AppGroup("statistics", help="The sums behind statistics and heatmaps.")


@group.command("rebuild")
def rebuild() -> None:
    """Count every report again and replace the sums."""
    with progress_bar("Counting") as told:
        # What is counted comes in three parts; each fills a third of the bar.
        parts = ("reports", "areas", "places")

        def tell(what: str, done: int, of: int) -> None:
            told(int(1000 * (parts.index(what) + done / max(of, 1))), 3000)

        counted = rollups.rebuild(datetime.now(UTC), tell)
    click.echo(f"The statistics were counted again: {counted} reports.")


@group.command("fold")
def fold() -> None:
    """Count what changed since the last time; the background worker does it every minute."""
    click.echo(f"{jobs.fold_statistics()} changes were counted.")


@group.command("check")
def check() -> None:
    """Compare the sums with a recount; exit with 1 where they differ."""
    found = statistics_check.differences()
    if found:
        raise click.ClickException(
            f"{found.facts} reports, {found.sums} sums and {found.blocks} places differ from a recount. "
            "Run `flask statistics rebuild`."
        )
    click.echo(f"The statistics add up. Not counted yet: {found.waiting} changes.")
