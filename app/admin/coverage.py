"""Who answers where: the groups of services by district, with the gaps."""

from __future__ import annotations

from flask import render_template, request

from app import access
from app.admin import picking
from app.admin.blueprint import bp
from app.i18n import named
from app.queries import coverage as read
from app.signing_in import requires


@bp.get("/responsibilities/by-district")
@requires(access.may_administer)
def coverage() -> str:
    """Show which agency answers for each group in each district, and where nobody does."""
    regions = [(region.id, named(region.names)) for region in read.regions()]
    region_id = request.args.get("region", type=int)
    found = read.coverage(on=picking.today(), region_id=region_id, page=request.args.get("page", 1, type=int))
    return render_template(
        "admin/coverage.html", page=found.areas, rows=found.rows, regions=regions, region_id=region_id
    )
