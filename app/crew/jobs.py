"""Today's jobs, as a list and as a map."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app import access
from app.crew import away, route, telling
from app.crew.blueprint import bp
from app.crew.shift import shift_words
from app.presentation import now
from app.queries import worklist
from app.queries.day_order import kept_order
from app.signing_in import me, requires


@bp.get("/")
@requires(access.may_use_jobs)
def index() -> Any:
    """Show what the crew has to do: today in the order of the way, then the rest by the promise."""
    at = now()
    on = route.today(at)
    entries = worklist.crew_jobs(me(), at)
    day = route.plan_day(entries, kept_order(me(), on), on)
    here = route.at_one_place([*day.stops, *day.later])
    sections = telling.sections(day, on, at, here)
    jobs = [job for section in sections for job in section["jobs"]]
    return render_template(
        "crew/index.html",
        today=at,
        summary=telling.summary(entries),
        way=telling.way_words(day),
        stops=len(day.stops),
        left_out=worklist.jobs_left_out(me()) if len(entries) == worklist.MOST_JOBS else 0,
        sections=sections,
        jobs=jobs,
        shift=shift_words(me(), at),
        keep=away.day_to_keep(day, {job.public_id: job.href for job in jobs}, here, me().id),
    )
