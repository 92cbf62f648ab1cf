"""`flask catalogue`: the services that residents can ask for."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.actions import catalogue
from app.catalogue import CatalogueError

group = AppGroup("catalogue", help="The services that residents can ask for.")


@group.command("load")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--overwrite",
    is_flag=True,
    help="Put the catalogue's texts and promises back where an admin changed them.",
)
def load(folder: Path | None, overwrite: bool) -> None:
    """Add the services that are missing, from FOLDER or from the default catalogue."""
    try:
        counts = catalogue.load(folder, overwrite=overwrite)
    except CatalogueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(
        f"Services and groups: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged."
    )
