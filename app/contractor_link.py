"""The link by which a contractor answers: the number of its row, signed, so that nobody guesses another one's."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.notices.links import link


def token_of(link_id: int) -> str:
    """Return what the link carries. Until when it holds stands in the row, so that it can be taken back."""
    return str(_signer().dumps(link_id))


def read_token(token: str) -> int | None:
    """Return the number of the link's row, or None for a link that is not ours."""
    try:
        return int(_signer().loads(token[:200]))
    except (BadSignature, ValueError, TypeError):
        return None


def address_of(link_id: int) -> str:
    """Return the whole address, to be copied or sent."""
    return link("contractor.answer", token=token_of(link_id))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="a contractor answers about a report")
