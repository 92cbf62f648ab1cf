"""`flask jobs`: the background worker, and its work by hand."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app import jobs

group = AppGroup("jobs", help="Background and periodic work.")


@group.command("run")
@click.option(
    "--workers", default=2, show_default=True, help="How many tasks at once; one may be a long one."
)
@click.option("--couriers", default=2, show_default=True, help="How many messages on their way at once.")
def run(workers: int, couriers: int) -> None:
    """Work until stopped: periodic tasks, the queue, and messages."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with jobs.Couriers(app, couriers):
        jobs.make_huey(app).create_consumer(workers=workers, worker_type="thread").run()


@group.command("once")
def once() -> None:
    """Do everything that is due now, and stop."""
    for work in (
        jobs.fold_map,
        jobs.sweep_clocks,
        jobs.deliver,
        jobs.close_unanswered,
        jobs.clear_old_from_map,
        jobs.forget_unsent_photos,
    ):
        click.echo(f"{work.__name__}: {work()}")
