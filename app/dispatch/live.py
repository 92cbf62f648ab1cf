"""What open pages ask for now and then: has anything changed? Nothing has: 304, without a byte of it."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request

from app import access
from app.dispatch.blueprint import bp
from app.dispatch.chosen import chosen
from app.dispatch.inbox import shown
from app.queries import worklist
from app.signing_in import me, requires


@bp.get("/live")
@requires(access.may_use_inbox)
def live() -> Any:
    """Return the lanes and the rows of the inbox as they stand now, for the page that shows the same address."""
    seen = shown(chosen())
    return _answer(seen["mark"], lambda: render_template("dispatch/_live.html", **seen))


@bp.get("/<public_id>/live")
@requires(access.may_use_inbox)
def report_live(public_id: str) -> Any:
    """Return the version of a report: the page that shows another one says that somebody changed it."""
    version = str(worklist.version_of(public_id, me()))
    return _answer(version, lambda: version)


def _answer(mark: str, body: Any) -> Response:
    """Answer with the body, or with 304 to whoever has seen this already; only what changed is written out."""
    seen = request.if_none_match.contains(mark)
    answer = make_response("" if seen else body(), 304 if seen else 200)
    answer.set_etag(mark)
    return answer
