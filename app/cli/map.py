"""`flask map`: the counts behind the public map."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.actions import upkeep
from app.queries.map_check import differences

group = AppGroup("map", help="The counts behind the public map.")


@group.command("rebuild")
def rebuild() -> None:
    """Count every report again and replace the rollup."""
    click.echo(f"The map was counted again: {upkeep.rebuild_map()} cells.")


@group.command("check")
def check() -> None:
    """Compare the rollup with a recount; exit with 1 where they differ."""
    wrong = differences(upkeep.count_map())
    if wrong:
        raise click.ClickException(f"{wrong} cells differ from a recount. Run `flask map rebuild`.")
    click.echo("The map adds up: every cell equals a recount.")
