"""The receipt that somebody takes home, in their own language: the number, who answers, by when, and their link."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from markupsafe import Markup

from app import access
from app.i18n import html_lang, named
from app.legal import law_sentence
from app.models import Filing
from app.notices.links import host, link
from app.operator.blueprint import bp
from app.policy import policy
from app.presentation import now
from app.qr import qr_svg
from app.queries import earlier, reports
from app.short_secret import short_secret
from app.signing_in import me, requires
from app.telling import place_of


@bp.get("/<public_id>/receipt")
@requires(access.may_file_for_others)
def receipt(public_id: str) -> Any:
    """Show the receipt of a report that this operator filed, as it is printed."""
    filing = earlier.find_filing(public_id, me())
    service_request = reports.find(public_id)
    # The person's own language, whatever the operator reads.
    with force_locale(service_request.locale):
        paper = render_template(
            "operator/_receipt.html", **_facts(filing), service=current_app.config["SERVICE_NAME"]
        )
        language = html_lang()
    return render_template(
        "operator/receipt.html",
        report=service_request,
        paper=Markup(paper),
        language=language,
        addressed=bool(current_app.config["CANONICAL_URL"]),
        host=host(),
    )


def _facts(filing: Filing) -> dict[str, Any]:
    service_request = filing.service_request
    # Later somebody else may stand there: the link opens the report to whoever has it.
    fresh = now() - filing.at < earlier.HANDED_OUT
    secret = short_secret(service_request.secret_hash)
    own = link("resident.mine", public_id=service_request.public_id, secret=secret) if fresh else ""
    public = link("resident.page", public_id=service_request.public_id)
    return {
        "report": service_request,
        "filing": filing,
        "title": named(service_request.service.names),
        "place": place_of(service_request),
        "agency": service_request.agency,
        "law": law_sentence(service_request, own=True),
        "own": own,
        "public": public,
        "qr": qr_svg(own or public),
        "kept_days": policy().contact_kept_days,
    }
