"""The inbox's current filter as a file to take away."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, stream_with_context, url_for
from flask_babel import gettext as _

from app import access, exporting
from app.dispatch.blueprint import bp
from app.dispatch.chosen import chosen
from app.policy import policy
from app.presentation import now, number
from app.queries import exporting as read
from app.signing_in import me, requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/export.<any(csv, xlsx):ending>")
@requires(access.may_use_inbox)
def export(ending: str) -> Any:
    """Send every report under the filter of the address, in the inbox's order, as CSV or XLSX."""
    looking, at = chosen(), now()
    ids = read.ids_of(me(), lane=looking.lane, now=at, **looking.filters)
    if len(ids) > read.MOST:
        flash(
            _(
                "More than %(most)s reports match. Narrow the filter, then take the file.",
                most=number(read.MOST),
            ),
            "warning",
        )
        return redirect(url_for(".index", **looking.query()))
    reports = read.entries(me(), ids, now=at)
    if request.method == "HEAD":
        body: Any = b""
    elif ending == "xlsx":
        body = exporting.pieces(exporting.xlsx_file(reports))
    else:
        body = stream_with_context(exporting.csv_lines(reports))
    response = Response(body, mimetype=XLSX if ending == "xlsx" else "text/csv")
    name = f"{looking.lane}-{policy().calendar.local_day(at):%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
