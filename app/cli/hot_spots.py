"""`flask hot-spots`: looking for hot spots by hand; the background worker does it once a week."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.actions import hot_spots
from app.cli.progress import progress_bar
from app.db import db
from app.models import Area
from app.queries import hot_spots as found_spots

group = AppGroup("hot-spots", help="Where reports cluster more than chance allows.")


@group.command("find")
def find() -> None:
    """Scan every largest area now, and keep what is found."""
    for area_id in found_spots.largest_areas():
        area = db.session.get_one(Area, area_id)
        names = area.names
        asked = hot_spots.ask(area, by=None, at=_now())
        with progress_bar(str(next(iter(names.values()), area_id))) as told:
            run = hot_spots.look(_now, asked.id, told)
        if run is None:
            click.echo(f"{area.code}: somebody else is at it.")
            continue
        click.echo(f"{area.code}: {len(run.spots)} found among {run.reports} reports.")


def _now() -> datetime:
    return datetime.now(UTC)
