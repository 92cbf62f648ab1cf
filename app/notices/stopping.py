"""The link that stops messages about one report: signed, so that it stops nobody else's."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.personal_data import box


def stop_token(service_request_id: int, address: str) -> str:
    """Return what the link carries: the report, and the blind index of the address, which says nothing to others."""
    return str(_signer().dumps([service_request_id, box().blind_index(address)]))


def read_stop_token(token: str) -> tuple[int, str] | None:
    """Return the report's number and the address' blind index, or None for a link that is not ours."""
    try:
        service_request_id, index = _signer().loads(token[:500])
    except (BadSignature, ValueError, TypeError):
        return None
    return int(service_request_id), str(index)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="stop messages about a report")
