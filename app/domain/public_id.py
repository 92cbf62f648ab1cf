"""Public ids: short, readable aloud, not sequential, and self-checking: `7KQM-3TXA`."""

from __future__ import annotations

import secrets
import unicodedata

from app.domain.errors import DomainError

#: 23 symbols, a prime, so that the check below catches every slip it promises to catch.
#: Of 0/O, 1/I/L, 2/Z, 5/S, 6/G, 8/B and U/V at most one of each is here.
ALPHABET = "234679ACDEFHJKMNPQRTWXY"
RANDOM_SYMBOLS = 7
LENGTH = RANDOM_SYMBOLS + 1

#: What was meant: a Cyrillic keyboard left on by accident, and the missing twin of a look-alike pair.
_MEANT = str.maketrans("АСЕНКМРТХУЗZG", "ACEHKMPTXY326")
_SEPARATORS = dict.fromkeys(map(ord, " \t\r\n\u00a0-_.‐‑‒–—−"))


class UnreadablePublicId(DomainError):
    """What was typed is no public id: a wrong length, a foreign symbol, or a slip the check found."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:40]!r} is not a public id")
        self.text = text


def new_public_id() -> str:
    """Return a random public id, printed `XXXX-XXXX`.

    There are 23**7 = 3.4 thousand million; the caller stores it under a unique constraint and
    draws again on the rare collision.
    """
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return _printed(body + check_symbol(body))


def normalise_public_id(text: str) -> str:
    """Return the id as it is printed, from what a person typed or read aloud.

    Lower case, spaces, any or no hyphen, and Cyrillic letters that look the same are accepted.
    Raises UnreadablePublicId, also when a single symbol is wrong or two are swapped.
    """
    return _printed(read_symbols(text, LENGTH))


def read_symbols(text: str, length: int) -> str:
    """Return the `length` symbols that a person typed, the last one checked. Raises UnreadablePublicId."""
    if len(text) > 40:
        raise UnreadablePublicId(text)
    typed = unicodedata.normalize("NFKC", text).translate(_SEPARATORS).upper().translate(_MEANT)
    if len(typed) != length or not set(typed) <= set(ALPHABET):
        raise UnreadablePublicId(text)
    if check_symbol(typed[:-1]) != typed[-1]:
        raise UnreadablePublicId(text)
    return typed


def check_symbol(body: str) -> str:
    """Return the symbol that makes the weighted sum of all, itself included, divisible by 23.

    Weights 8, 7, ... 2 for a body of seven, and 1 for the check symbol. They are distinct and none is a
    multiple of the prime 23, so one wrong symbol, or any two swapped, always changes the sum. So it is
    for bodies of up to 21 symbols.
    """
    total = sum((len(body) + 1 - i) * ALPHABET.index(symbol) for i, symbol in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]


def _printed(symbols: str) -> str:
    return f"{symbols[:4]}-{symbols[4:]}"
