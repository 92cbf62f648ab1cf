"""How long an SMS is, and how it is written so that it stays short.

Characters of the GSM 7-bit default alphabet and its extension: 3GPP TS 23.038 (GSM 03.38), sections 6.2.1 and
6.2.1.1. What is not in them makes the whole text UCS-2. Lengths of one and of joined segments: 3GPP TS 23.040
(GSM 03.40), section 9.2.3.24.1: 160 or 70, and 153 or 67 once there is a header that joins them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Each of these takes two places.
EXTENSION = frozenset("\f^{}\\[~]|€")

_PLAIN = {
    **dict.fromkeys("ʻʼʽ‘’‛`´ʹˈ′", "'"),
    **dict.fromkeys("“”„«»‟″", '"'),
    **dict.fromkeys("–—‑−‐", "-"),
    "…": "...",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "№": "No",
    "·": "-",
    # Karakalpak as it was written before its letters had accents (the alphabet of 2009).
    "á": "a'",
    "Á": "A'",
    "ǵ": "g'",
    "Ǵ": "G'",
    "ı": "i'",
    "ń": "n'",
    "Ń": "N'",
    "ó": "o'",
    "Ó": "O'",
    "ú": "u'",
    "Ú": "U'",
}
_TO_PLAIN = str.maketrans(_PLAIN)


@dataclass(frozen=True)
class Length:
    """What a text costs: its alphabet (`gsm7` or `ucs2`), how many places it takes, how many segments that is."""

    alphabet: str
    places: int
    segments: int


def plain(text: str) -> str:
    """Return the text with every sign replaced that has an equal in the GSM alphabet: oʻ → o', “…” → \"...\".

    Where one letter has none, Cyrillic above all, the text is UCS-2 anyway and stays as it is written.
    """
    folded = unicodedata.normalize("NFC", text).translate(_TO_PLAIN)
    return folded if set(folded) <= GSM | EXTENSION else unicodedata.normalize("NFC", text)


def length(text: str) -> Length:
    """Return what a text costs as it stands; an empty one is one segment.

    A character of the extension, or outside the basic plane, takes two places that stay in one segment.
    """
    if set(text) <= GSM | EXTENSION:
        return _count("gsm7", [2 if sign in EXTENSION else 1 for sign in text], 160, 153)
    return _count("ucs2", [2 if ord(sign) > 0xFFFF else 1 for sign in text], 70, 67)


def _count(alphabet: str, widths: list[int], alone: int, joined: int) -> Length:
    places = sum(widths)
    if places <= alone:
        return Length(alphabet, places, 1)
    segments, used = 1, 0
    for width in widths:
        if used + width > joined:
            segments, used = segments + 1, 0
        used += width
    return Length(alphabet, places, segments)
