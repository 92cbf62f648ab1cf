"""`flask translations`: Uzbek in Cyrillic letters, and whether every language is complete."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import sentences

group = AppGroup("translations", help="The catalogues of sentences.")


@group.command("transliterate")
def transliterate() -> None:
    """Make uz_Cyrl from uz, by the rules and the table of exceptions beside it."""
    made = sentences.transliterated(sentences.catalogue("uz"))
    sentences.write(sentences.MADE, made)
    click.echo(f"uz_Cyrl: {len(made)} sentences.")


@group.command("check")
def check() -> None:
    """Say what is missing, unsure or out of date in each language; fails when there is anything."""
    said = sentences.said()
    found = [
        f"{locale}: {problem}" for locale in sentences.ALL for problem in sentences.problems(locale, said)
    ]
    found += [f"uz_Cyrl: out of date: {sentence!r}" for sentence in sentences.stale()]
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"{len(found)} to mend.")
    click.echo(f"{len(said)} sentences, complete in {', '.join(sentences.ALL)} and en.")
