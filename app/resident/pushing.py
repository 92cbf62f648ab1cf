"""Web push: a browser that wants to be told of one report, or of new ones somewhere."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import abort, current_app, request, url_for
from flask_babel import gettext as _

from app.actions import subscribing
from app.channels.web_push import is_allowed, public_key
from app.domain.errors import DomainError
from app.extensions import limiter
from app.i18n import locale_code
from app.presentation import now
from app.queries import followers, reports
from app.refusals import sentence
from app.resident.alert_forms import AlertForm
from app.resident.blueprint import bp
from app.signing_in import public

#: A browser's public key is an uncompressed point of P-256, its secret 16 bytes (RFC 8291).
KEY_BYTES, SECRET_BYTES = 65, 16


@bp.app_template_global("web_push_key")
def web_push_key() -> str:
    """Return the public key by which browsers know our messages; empty where web push is off."""
    key = current_app.config["WEB_PUSH_KEY"]
    return public_key(key) if key else ""


@bp.post("/r/<public_id>/<secret>/push")
@public
@limiter.limit(lambda: current_app.config["ALERT_LIMIT"])
def push_mine(public_id: str, secret: str) -> Any:
    """Tell this device of one's own report."""
    service_request = reports.find_by_secret(public_id, secret)
    subscribing.follow_by_device(_device(), service_request.id, at=now())
    return {"ok": True}


@bp.post("/r/<public_id>/too/<secret>/push")
@public
@limiter.limit(lambda: current_app.config["ALERT_LIMIT"])
def push_supporter(public_id: str, secret: str) -> Any:
    """Tell this device of a report that one supports."""
    supporter = followers.find_supporter(public_id, secret)
    subscribing.follow_by_device(_device(), supporter.service_request_id, supporter_id=supporter.id, at=now())
    return {"ok": True}


@bp.post("/alerts/push")
@public
@limiter.limit(lambda: current_app.config["ALERT_LIMIT"])
def push_alert() -> Any:
    """Tell this device of new reports somewhere: the fields of the form of alerts, beside the device's own."""
    form = AlertForm(data=_said().get("where"), meta={"csrf": False})
    form.fill_lists()
    where = form.where()
    if where is None:
        errors = [words for field in form for words in field.errors]
        return {"error": errors[0] if errors else _("Choose a place first.")}, 422
    device = _device()
    try:
        secret = subscribing.subscribe_device(where, device, locale=locale_code(), at=now())
    except DomainError as error:
        return {"error": sentence(error)}, 422
    return {"ok": True, "stop": url_for(".alert", secret=secret)}


def _said() -> dict[str, Any]:
    said = request.get_json(silent=True)
    return said if isinstance(said, dict) else {}


def _device() -> int:
    """Keep the browser that the request describes, and return its number; 400 where it describes none."""
    said = _said().get("subscription")
    keys = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(keys, dict) or not current_app.config["WEB_PUSH_KEY"]:
        abort(400)
    endpoint, p256dh, auth = (
        str(value) for value in (said.get("endpoint"), keys.get("p256dh"), keys.get("auth"))
    )
    if not is_allowed(endpoint, current_app.config["WEB_PUSH_SERVICES"]):
        abort(400)
    if _bytes(p256dh) != KEY_BYTES or _bytes(auth) != SECRET_BYTES:
        abort(400)
    return subscribing.keep_device(endpoint, p256dh, auth, locale=locale_code(), at=now())


def _bytes(text: str) -> int:
    try:
        return len(base64.urlsafe_b64decode(text[:200] + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return 0
