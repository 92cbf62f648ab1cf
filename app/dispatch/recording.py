"""What a resident said instead of writing, for the dispatchers of the agency that has the report."""

from __future__ import annotations

from typing import Any

from app import access, recording_forms
from app.dispatch.blueprint import bp
from app.queries import worklist
from app.signing_in import me, requires


@bp.get("/<public_id>/recording")
@requires(access.may_use_inbox)
def recording(public_id: str) -> Any:
    """Send the voice message of one report of the agency; of another agency's there is none."""
    return recording_forms.play(worklist.find(public_id, me()))
