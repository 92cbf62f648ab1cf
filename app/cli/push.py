"""`flask push`: the keys of web push."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.channels.web_push import new_private_key, public_key

group = AppGroup("push", help="Messages on residents' devices.")


@group.command("keys")
def keys() -> None:
    """Print a new private key for WEB_PUSH_KEY, once; who had a device told must ask again after a change."""
    private = new_private_key()
    click.echo(f"WEB_PUSH_KEY={private}")
    click.echo(f"The public key that browsers are given: {public_key(private)}", err=True)
