"""Web push: RFC 8030 to the browser's maker, encrypted for the browser alone (RFC 8291), signed by us (RFC 8292)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.channels.errors import ChannelError, Gone, Refused

#: A device that is off gets the message when it is on again, within three days; then it is old news.
KEPT_FOR_SECONDS = 3 * 24 * 3600
#: Makers take 4096 bytes in all; the rest is the envelope.
MAX_BYTES = 3000


@dataclass(frozen=True)
class Push:
    """What a device shows: the words, and where a press on them leads."""

    key: str
    endpoint: str
    p256dh: str
    auth: str
    title: str
    body: str
    url: str
    #: A later message with the same tag takes the place of this one.
    tag: str


class PushLine:
    """A way to the makers' servers. For one thread."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.max_redirects = 0

    def send(self, push: Push) -> None:
        """Hand one message over. Raises Gone where the device does not listen any more, Refused, ChannelError."""
        # It brings a whole HTTP client along, which no web process needs.
        from pywebpush import WebPushException, webpush

        settings = self._settings
        if not settings["WEB_PUSH_KEY"] or not is_allowed(push.endpoint, settings["WEB_PUSH_SERVICES"]):
            raise Refused("web push is off, or the service is not allowed")
        origin = urlsplit(push.endpoint)
        try:
            webpush(
                {"endpoint": push.endpoint, "keys": {"p256dh": push.p256dh, "auth": push.auth}},
                data=payload(push),
                vapid_private_key=settings["WEB_PUSH_KEY"],
                vapid_claims={"sub": _contact(settings), "aud": f"{origin.scheme}://{origin.netloc}"},
                ttl=KEPT_FOR_SECONDS,
                timeout=settings["GATEWAY_SECONDS"],
                requests_session=self._session,
            )
        except WebPushException as error:
            if error.response is None:
                raise Refused("web push keys") from None  # The browser's own, which no later try mends.
            status = error.response.status_code
            if status in (404, 410):
                raise Gone(f"web push {status}") from None
            final = 400 <= status < 500 and status not in (401, 403, 408, 429)
            raise (Refused if final else ChannelError)(f"web push {status}") from None
        except (requests.RequestException, ValueError) as error:
            # A ValueError is a key that is none: the browser's, so no later try helps.
            kind = Refused if isinstance(error, ValueError) else ChannelError
            raise kind(f"web push {type(error).__name__}") from None

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


def payload(push: Push) -> bytes:
    """Return what the browser decrypts; a long body is cut."""
    body = push.body
    while True:
        data = json.dumps(
            {"title": push.title, "body": body, "url": push.url, "tag": push.tag}, ensure_ascii=False
        ).encode()
        if len(data) <= MAX_BYTES or not body:
            return data
        body = body[: max(0, len(body) - 50)].rstrip() + "…" if len(body) > 50 else ""


def is_allowed(endpoint: str, services: Sequence[str]) -> bool:
    """Say whether an endpoint lies at one of the makers' servers: we write to no other address."""
    try:
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return False
    if parts.username or parts.password or len(endpoint) > 1000:
        return False
    return any(fnmatchcase(origin, service) for service in services)


def new_private_key() -> str:
    """Return a fresh private key (P-256) in URL-safe base64, for WEB_PUSH_KEY."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def public_key(private_key: str) -> str:
    """Return the public key that browsers ask for (`applicationServerKey`). Raises ValueError for no key."""
    number = int.from_bytes(base64.urlsafe_b64decode(private_key + "=" * (-len(private_key) % 4)), "big")
    public = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _text(
        public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _contact(settings: Mapping[str, Any]) -> str:
    contact = settings["WEB_PUSH_CONTACT"] or settings["SERVICE_EMAIL"] or "no-reply@localhost"
    return contact if contact.startswith(("mailto:", "https:")) else f"mailto:{contact}"
