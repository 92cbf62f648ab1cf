"""`flask data`: the files of the open data."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.actions import open_data
from app.cli.progress import progress_bar

group = AppGroup("data", help="The files of the open data.")


@group.command("publish")
def publish() -> None:
    """Write every file anew and put them on offer; the background worker does it every night."""
    with progress_bar("Writing") as told:
        count = open_data.publish(datetime.now(UTC), told)
    click.echo(f"The open data were written: {count} reports.")
