"""Today's jobs, as a list and as a map."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app import access
from app.crew import telling
from app.crew.blueprint import bp
from app.presentation import now
from app.queries import worklist
from app.signing_in import me, requires


@bp.get("/")
@requires(access.may_use_jobs)
def index() -> Any:
    """Show what the crew has to do, the most urgent first."""
    at = now()
    entries = worklist.crew_jobs(me(), at)
    sections = telling.sections(entries, at)
    return render_template(
        "crew/index.html",
        today=at,
        summary=telling.summary(entries),
        left_out=worklist.jobs_left_out(me()) if len(entries) == worklist.MOST_JOBS else 0,
        sections=sections,
        jobs=[job for section in sections for job in section["jobs"]],
    )
