"""`flask places`: import the names of streets, settlements and landmarks, and try the search."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from app import findings
from app.actions import places
from app.cli.progress import progress_bar
from app.domain.errors import DomainError
from app.i18n import named
from app.models import PlaceKind
from app.queries import place_search
from app.refusals import sentence
from app.telling import place_words
from geo.osm_file import is_osm
from geo.place_file import PlaceFields, PlaceFile

group = AppGroup("places", help="Names of places that residents search for.")

MARKS = {"error": "✗", "warning": "!", "note": "·"}


def _name_fields(pairs: tuple[str, ...]) -> dict[str, str]:
    names = {}
    for pair in pairs:
        locale, equals, field = pair.partition("=")
        if not equals or not field:
            raise click.UsageError(f"--name-field {pair}: write it as LANGUAGE=FIELD, for example uz=nomi.")
        if locale not in current_app.config["LOCALES"]:
            offered = ", ".join(current_app.config["LOCALES"])
            raise click.UsageError(f"--name-field {pair}: the languages are {offered}.")
        names[locale] = field
    return names


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name-field", "name_fields", multiple=True, help="uz=FIELD; once for each language.")
@click.option("--other-name-field", "others", multiple=True, help="A field with former or further names.")
@click.option("--kind", type=click.Choice([kind.value for kind in PlaceKind]), help="What every row is.")
@click.option("--code-field", help="A field by which its owner knows a place; without it name and position.")
@click.option("--lon-field", help="The column with the longitude, of a table.")
@click.option("--lat-field", help="The column with the latitude, of a table.")
@click.option("--source", default="", help="Whose places these are; without it the file's name.")
@click.option("--attribution", help="What the owner asks to be shown beside what is found.")
@click.option("--dry-run", is_flag=True, help="Try everything, keep nothing.")
def import_(
    file: Path,
    name_fields: tuple[str, ...],
    others: tuple[str, ...],
    kind: str | None,
    code_field: str | None,
    lon_field: str | None,
    lat_field: str | None,
    source: str,
    attribution: str | None,
    dry_run: bool,
) -> None:
    """Import names of places from GeoJSON, CSV or OpenStreetMap: all of them or none; twice is the same as once.

    A file replaces what an earlier file of the same source brought. An extract of OpenStreetMap (.osm.pbf) needs
    no fields: its tags are known.
    """
    if not name_fields and not is_osm(file):
        raise click.UsageError("Say which field holds the name: --name-field uz=FIELD.")
    fields = PlaceFields(_name_fields(name_fields), others, code_field, lon_field, lat_field)
    try:
        with progress_bar("Importing") as on_progress:
            outcome = places.import_file(
                file,
                fields,
                kind=PlaceKind(kind) if kind else None,
                source=source,
                attribution=attribution,
                country=current_app.config["HOLIDAYS_COUNTRY"],
                at=datetime.now(UTC),
                dry_run=dry_run,
                on_progress=on_progress,
            )
    except DomainError as error:
        with force_locale("en"):
            raise click.ClickException(sentence(error)) from None
    _tell(outcome.file)
    assert outcome.imported is not None  # _tell has ended the command where there are errors.
    done = outcome.imported
    click.echo(
        f"{done.created} new, {done.changed} changed, {done.removed} removed, {done.unchanged} unchanged."
    )
    if done.outside:
        click.echo(
            f"{done.outside} of them lie outside every imported area and are not found until one holds them."
        )
    if dry_run:
        click.echo("This was a dry run: nothing was kept.")


def _tell(found: PlaceFile) -> None:
    with force_locale("en"):
        for finding in sorted(found.findings, key=lambda f: ("error", "warning", "note").index(f.severity)):
            click.echo(f"{MARKS[finding.severity]} {findings.sentence(finding)}")
    errors = sum(finding.severity == "error" for finding in found.findings)
    if errors:
        counted = "1 error" if errors == 1 else f"{errors} errors"
        raise click.ClickException(f"{counted}. Mend the file and try again; nothing was written.")


@group.command("find")
@click.argument("words", nargs=-1, required=True)
def find(words: tuple[str, ...]) -> None:
    """Print what a resident finds who types these words."""
    with force_locale("en"):
        try:
            found = place_search.search(" ".join(words))
        except DomainError as error:
            raise click.ClickException(sentence(error)) from None
        for place in found:
            with force_locale(current_app.config["LOCALES"][0]):
                name, around = named(place.names), place_words(place.around)
            click.echo(
                f"{place.kind:<11}{place.longitude:.5f} {place.latitude:.5f}  {name}, {around}".rstrip(", ")
            )
    if not found:
        click.echo("Nothing was found.")
