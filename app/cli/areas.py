"""`flask areas`: import and check boundary files, and ask where a place lies."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from app import findings, words
from app.actions import boundary_import
from app.actions.territory import Imported
from app.cli.progress import progress_bar
from app.domain.coordinates import UnreadableCoordinates, parse_longitude_latitude
from app.domain.errors import DomainError, OutsideTerritory
from app.i18n import named
from app.models import Level
from app.policy import policy
from app.queries import answering, table_of_places
from app.queries.reports import offered_services
from app.refusals import sentence
from geo.boundary_file import BoundaryFile, FieldMap

group = AppGroup("areas", help="Territory: boundary files, and where a place lies.")

MARKS = {"error": "✗", "warning": "!", "note": "·"}


def _field_map(
    code_field: str, name_fields: tuple[str, ...], parent_field: str | None, population_field: str | None
) -> FieldMap:
    names = {}
    for pair in name_fields:
        locale, equals, field = pair.partition("=")
        if not equals or not field:
            raise click.UsageError(
                f"--name-field {pair}: write it as LANGUAGE=FIELD, for example uz=name_uz."
            )
        if locale not in current_app.config["LOCALES"]:
            offered = ", ".join(current_app.config["LOCALES"])
            raise click.UsageError(f"--name-field {pair}: the languages are {offered}.")
        names[locale] = field
    return FieldMap(code_field, names, parent_field, population_field)


def _file_options(command: click.decorators.FC) -> click.decorators.FC:
    for option in (
        click.option("--population-field", help="The field with the number of residents."),
        click.option(
            "--parent-field", help="The field with the parent's code; without it the place decides."
        ),
        click.option(
            "--name-field",
            "name_fields",
            multiple=True,
            required=True,
            help="uz=FIELD; once for each language.",
        ),
        click.option("--code-field", required=True, help="The field with the official code."),
        click.option("--level", required=True, type=click.Choice([level.value for level in Level])),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@group.command("check")
@_file_options
def check(
    file: Path,
    level: str,
    code_field: str,
    name_fields: tuple[str, ...],
    parent_field: str | None,
    population_field: str | None,
) -> None:
    """Say everything that is wrong with a boundary file; write nothing."""
    fields = _field_map(code_field, name_fields, parent_field, population_field)
    with progress_bar("Reading") as on_progress:
        found = boundary_import.check_file(
            file,
            Level(level),
            fields,
            country=current_app.config["HOLIDAYS_COUNTRY"],
            on_progress=on_progress,
        )
    _tell(found)
    click.echo(f"{len(found.features)} of {found.rows} areas are usable. Nothing was written.")


@group.command("import")
@_file_options
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="From which day on; today without it.")
@click.option("--dry-run", is_flag=True, help="Try everything, keep nothing.")
def import_(
    file: Path,
    level: str,
    code_field: str,
    name_fields: tuple[str, ...],
    parent_field: str | None,
    population_field: str | None,
    valid_from: datetime | None,
    dry_run: bool,
) -> None:
    """Import the areas of one level: all of them or none; twice is the same as once."""
    fields = _field_map(code_field, name_fields, parent_field, population_field)
    now = datetime.now(UTC)
    today = now.astimezone(policy().calendar.zone).date()
    try:
        with progress_bar("Importing") as on_progress:
            outcome = boundary_import.import_file(
                file,
                Level(level),
                fields,
                country=current_app.config["HOLIDAYS_COUNTRY"],
                valid_from=valid_from.date() if valid_from else today,
                at=now,
                dry_run=dry_run,
                on_progress=on_progress,
            )
    except DomainError as error:
        with force_locale("en"):
            raise click.ClickException(sentence(error)) from None
    _tell(outcome.file)
    assert outcome.imported is not None  # _tell has ended the command where there are errors.
    click.echo(_summary(outcome.imported, dry_run))


def _tell(found: BoundaryFile) -> None:
    with force_locale("en"):
        for finding in sorted(found.findings, key=lambda f: ("error", "warning", "note").index(f.severity)):
            click.echo(f"{MARKS[finding.severity]} {findings.sentence(finding)}")
    errors = sum(finding.severity == "error" for finding in found.findings)
    if errors:
        counted = "1 error" if errors == 1 else f"{errors} errors"
        raise click.ClickException(f"{counted}. Mend the file and try again; nothing was written.")


def _summary(done: Imported, dry_run: bool) -> str:
    line = (
        f"{len(done.created)} new, {len(done.new_boundary)} with a new boundary, "
        f"{len(done.renamed)} renamed, {len(done.unchanged)} unchanged."
    )
    if done.rerouted:
        many = "1 open report was" if len(done.rerouted) == 1 else f"{len(done.rerouted)} open reports were"
        line += f"\n{many} routed again: {', '.join(done.rerouted)}"
    return f"{line}\nThis was a dry run: nothing was kept." if dry_run else line


@group.command("locate", context_settings={"ignore_unknown_options": True})
@click.argument("longitude")
@click.argument("latitude")
def locate(longitude: str, latitude: str) -> None:
    """Print region, district and mahalla of a place, how it was found, and who answers for each service group."""
    with force_locale("en"):
        try:
            lon, lat = parse_longitude_latitude(longitude, latitude)
            place = answering.find_place(lon, lat)
        except (UnreadableCoordinates, OutsideTerritory) as error:
            raise click.ClickException(sentence(error)) from None
        for level, area in (
            ("region", place.region),
            ("district", place.district),
            ("mahalla", place.mahalla),
        ):
            click.echo(f"{level:<9} " + (f"{area.code}  {named(area.names, 'uz')}" if area else "–"))
        distance = f" ({place.distance_m:.0f} m)" if place.distance_m else ""
        click.echo(
            f"{'found':<9} {place.located_by.value}{distance}: {words.LOCATED_BY[place.located_by.value]}"
        )
        now = datetime.now(UTC)
        for service_group in offered_services():
            agencies = {
                named(answer.agency.names, "uz")
                if answer.agency
                else f"inbox of {named(place.inbox_area.names, 'uz')}"
                for service in service_group.services
                if service.is_active
                for answer in [answering.who_answers(place, service, at=now)]
            }
            click.echo(f"  {service_group.code:<16} {', '.join(sorted(agencies))}")


@group.command("locate-file")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lon-field", required=True, help="The column with the longitude.")
@click.option("--lat-field", required=True, help="The column with the latitude.")
def locate_file(source: Path, target: Path, lon_field: str, lat_field: str) -> None:
    """Add region_code, district_code, mahalla_code and located_by to every row of a CSV file, in its order."""
    try:
        with progress_bar("Locating") as on_progress:
            counted = table_of_places.locate_file(
                source, target, lon_field=lon_field, lat_field=lat_field, on_progress=on_progress
            )
    except table_of_places.TableError as error:
        raise click.ClickException(str(error)) from None
    told = ", ".join(f"{n} {how}" for how, n in sorted(counted.items(), key=lambda pair: -pair[1]))
    click.echo(f"{sum(counted.values())} rows written to {target}: {told or 'none'}.")
