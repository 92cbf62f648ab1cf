"""`flask demo`: the invented town Namuna, to try everything with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.actions.demonstration import NotEmpty
from app.demo import load as loading
from app.demo.staff import ACCOUNTS, PASSWORD

group = AppGroup("demo", help="The invented town Namuna, to try everything with.")


@group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is something already.")
def load(if_empty: bool) -> None:
    """Load a town of 60 mahallas with a year of reports into an empty database."""
    production = current_app.config["APP_ENV"] == "production"
    try:
        with _Bars() as bars:
            loaded = loading.load(datetime.now(UTC), production=production, on_progress=bars.show)
    except NotEmpty:
        if if_empty:
            return
        raise click.ClickException(
            "There are areas, agencies, users or reports in this database already. The demo goes only into an empty one."
        ) from None
    except loading.NotInProduction:
        raise click.ClickException(
            "The demo is not for production: everybody knows its passwords. Set APP_ENV=development to try it."
        ) from None
    click.echo(
        f"Namuna: {loaded.areas} areas, {loaded.agencies} agencies, {loaded.users} sign-ins, "
        f"{loaded.reports} reports with {loaded.photos} photos. See `flask demo accounts`."
    )


@group.command("accounts")
def accounts() -> None:
    """Print the demo's sign-ins."""
    for account in ACCOUNTS:
        click.echo(f"{account.role:<11}{account.login:<20}{PASSWORD:<14}{account.about}")


class _Bars:
    """One progress bar for each part of the work, one after another."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._part = ""

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def show(self, part: str, done: int, of: int) -> None:
        """Move the bar of this part, or begin it."""
        if part != self._part:
            self.__exit__()
            self._part = part
            self._bar = click.progressbar(length=of, label=f"{part:<9}")
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)
