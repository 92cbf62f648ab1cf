"""What a resident said instead of writing, for the crew that has the job."""

from __future__ import annotations

from typing import Any

from app import access, recording_forms
from app.crew.blueprint import bp
from app.queries import worklist
from app.signing_in import me, requires


@bp.get("/<public_id>/recording")
@requires(access.may_use_jobs)
def recording(public_id: str) -> Any:
    """Send the voice message of one job of the crew; of another crew's there is none."""
    return recording_forms.play(worklist.find_job(public_id, me()))
