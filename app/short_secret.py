"""A secret link short enough for an SMS: made from the long one with the house's key, so that nothing more is kept.

Nine characters out of 55 are 52 bits. Only the server can check a guess, one at a time and for one report: a
thousand guesses a second find one report's link in 70,000 years.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from app.personal_data import box

#: Without characters that look alike, and without any that ends a link in a message.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz"
LENGTH = 9


def short_secret(secret_hash: str) -> str:
    """Return the short form of the secret whose SHA-256 this is."""
    return _short(box().blind_index(_subject(secret_hash)))


def opens(secret: str, secret_hash: str) -> bool:
    """Say whether a secret, long or short, is the one with this SHA-256; in the same time either way."""
    shorts = [_short(index) for index in box().blind_indexes(_subject(secret_hash))]
    fits = hmac.compare_digest(secret_hash, sha256(secret.encode()).hexdigest())
    for short in shorts:
        fits |= hmac.compare_digest(short.encode(), secret.encode())
    return fits


def _subject(secret_hash: str) -> str:
    return f"short secret of {secret_hash}"


def _short(index: str) -> str:
    number = int(index, 16)
    letters = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return "".join(letters)
