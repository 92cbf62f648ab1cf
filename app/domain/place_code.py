"""Place codes: a spot on earth in twelve symbols, for addresses that are printed and typed: `N3C2-7T3E-9AXK`.

The code is the place itself, so no table has to keep it and a sticker stays good for ever. It is the spot's map
cell of level 24 (geo/cells.py), under 2.4 m wide, in the symbols of public ids, with a check symbol.
"""

from __future__ import annotations

from app.domain.coordinates import Position, checked_position
from app.domain.public_id import ALPHABET, UnreadablePublicId, check_symbol, read_symbols
from geo.cells import cell_of, center, parent

LEVEL = 24
#: 23**11 is more than the 4**24 cells of that level.
BODY = 11
LENGTH = BODY + 1


def place_code(longitude: float, latitude: float) -> str:
    """Return the code of a spot (EPSG:4326), printed `XXXX-XXXX-XXXX`. Raises UnreadableCoordinates."""
    left = parent(cell_of(*checked_position(longitude, latitude)), LEVEL)
    symbols = ""
    for _ in range(BODY):
        left, digit = divmod(left, len(ALPHABET))
        symbols = ALPHABET[digit] + symbols
    symbols += check_symbol(symbols)
    return "-".join(symbols[i : i + 4] for i in range(0, LENGTH, 4))


def place_of_code(text: str) -> Position:
    """Return (longitude, latitude) of the middle of a code's cell, at most 1.7 m from the spot.

    Reads what `read_symbols` reads: lower case, any or no hyphens, Cyrillic look-alikes. Raises
    UnreadablePublicId, also when a single symbol is wrong or two are swapped.
    """
    symbols = read_symbols(text, LENGTH)
    cell = 0
    for symbol in symbols[:-1]:
        cell = cell * len(ALPHABET) + ALPHABET.index(symbol)
    if cell >> 2 * LEVEL:
        raise UnreadablePublicId(text)
    return center(cell, LEVEL)
