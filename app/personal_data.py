"""Names, phones and e-mails are encrypted at rest, and found again without being opened.

Keys are Fernet keys (`PERSONAL_DATA_KEYS`): the first one encrypts, all of them decrypt. To rotate, put
a new key first, reseal every row, then drop the old key.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class PersonalDataNotConfigured(RuntimeError):
    """No usable key: the setting PERSONAL_DATA_KEYS is missing or malformed."""


class PersonalDataUnreadable(RuntimeError):
    """Sealed with a key that is not here any more, or damaged. The text is never part of the message."""


class PersonalDataBox:
    """Seals and opens personal data with a list of keys."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise PersonalDataNotConfigured(
                "Set PERSONAL_DATA_KEYS: without it no personal data can be kept."
            )
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            # The original error is left out on purpose: it could carry the key into a log.
            raise PersonalDataNotConfigured(
                "PERSONAL_DATA_KEYS holds something that is not a Fernet key (32 bytes, URL-safe base64)."
            ) from None
        self._index_keys = [_index_key(key) for key in keys]

    def seal(self, text: str) -> str:
        """Return the text encrypted and authenticated; sealing twice gives two different tokens."""
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")

    def open(self, token: str) -> str:
        """Return what was sealed. Raises PersonalDataUnreadable."""
        try:
            return self._fernet.decrypt(token).decode("utf-8", "surrogatepass")
        except (InvalidToken, ValueError):
            raise PersonalDataUnreadable("Sealed with another key, or damaged.") from None

    def seal_bytes(self, data: bytes) -> bytes:
        """Return bytes encrypted and authenticated: recordings, and files that are still arriving."""
        return self._fernet.encrypt(data)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return the bytes that were sealed. Raises PersonalDataUnreadable."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise PersonalDataUnreadable("Sealed with another key, or damaged.") from None

    def reseal(self, token: str) -> str:
        """Return the same content sealed with the first key. Raises PersonalDataUnreadable."""
        return self.seal(self.open(token))

    def blind_index(self, text: str) -> str:
        """Return 64 hex digits (HMAC-SHA256) that are equal for equal texts and tell nothing without the key.

        The caller normalises first (E.164, lower case): the index sees bytes, not meaning.
        """
        return self.blind_indexes(text)[0]

    def blind_indexes(self, text: str) -> list[str]:
        """Return the blind index under every key, the first key's first: search for any of them.

        While keys are being rotated, rows still carry the index of an older key.
        """
        message = text.encode("utf-8", "surrogatepass")
        return [hmac.new(key, message, sha256).hexdigest() for key in self._index_keys]


_box: PersonalDataBox | None = None


def configure(keys: Sequence[str]) -> None:
    """Use these keys from now on; none: personal data can neither be kept nor read.

    Raises PersonalDataNotConfigured where one of them is no key.
    """
    global _box
    _box = PersonalDataBox(keys) if keys else None


def box() -> PersonalDataBox:
    """Return the configured box. Raises PersonalDataNotConfigured where there is none."""
    if _box is None:
        raise PersonalDataNotConfigured("Set PERSONAL_DATA_KEYS: without it no personal data can be kept.")
    return _box


def new_key() -> str:
    """Return a fresh key for PERSONAL_DATA_KEYS."""
    return Fernet.generate_key().decode("ascii")


def _index_key(key: str) -> bytes:
    # Derived, so that the index and the encryption never share a key.
    return hmac.new(base64.urlsafe_b64decode(key), b"smart-mahalla blind index", sha256).digest()
