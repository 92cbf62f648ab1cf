"""`flask users`: the first administrator, and who there is."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.actions import staff as acts
from app.domain.errors import FieldError
from app.queries import administration as read

group = AppGroup("users", help="Who may sign in.")

WHY = {
    "unreadable": "Use small Latin letters, digits, dots and hyphens, or an e-mail address.",
    "taken": "Somebody has this login already.",
    "missing": "Give a name.",
}


@group.command("create-admin")
@click.argument("login")
@click.option("--name", required=True, help="The person's name, as colleagues see it.")
def create_admin(login: str, name: str) -> None:
    """Make an administrator and print the first password, once."""
    try:
        user, password = acts.create_admin(login, name, at=datetime.now(UTC))
    except FieldError as error:
        raise click.ClickException(WHY[error.reason]) from None
    click.echo(f"{user.login} may sign in with this first password: {password}")


@group.command("list")
def list_() -> None:
    """Print everybody who may sign in, with the role."""
    number = 1
    while True:
        page = read.staff(number)
        for user in page.items:
            click.echo(
                f"{user.login:<40} {user.role.value:<12} {'' if user.is_active else 'may not sign in'}".rstrip()
            )
        if not page.has_next:
            return
        number += 1
