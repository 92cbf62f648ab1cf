"""A list of places to print stickers for: a CSV file whose first line names its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.domain.coordinates import Position, parse_longitude_latitude
from app.domain.errors import DomainError, OutsideTerritory
from app.queries.printing import is_served
from app.refusals import sentence

#: One print: 42 sheets of 24 stickers.
MOST = 1000
MAX_BYTES = 300_000
LONGEST_NAME = 60
#: So many lines that cannot be read are told at once.
TOLD = 5

#: The columns by every name under which we know them.
COLUMNS = {
    "name": {"name", "nomi", "номи", "название", "номер", "number"},
    "lat": {"lat", "latitude", "kenglik", "кенглик", "широта"},
    "lon": {"lon", "lng", "longitude", "uzunlik", "узунлик", "долгота"},
    "service": {"service", "service_code", "xizmat", "хизмат", "услуга"},
}


@dataclass(frozen=True)
class Place:
    """One thing to stick a code on; `service_code` is empty where the reader chooses."""

    name: str
    position: Position
    service_code: str = ""


class UnreadableList(DomainError):
    """The list cannot be printed; `sentences` say why, one for each line that is told."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


def read_list(data: bytes, service_codes: Collection[str]) -> list[Place]:
    """Return the places of a file, in its order. Raises UnreadableList.

    UTF-8 or the Windows code page of Cyrillic; comma, semicolon or tab between the columns. A place has to lie
    in the territory, or its sticker would lead to a refusal.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableList([_too_many()])
    lines = _text(data).splitlines()
    columns = _columns(lines[0] if lines else "")
    places, wrong = [], []
    for number, row in _rows(lines, columns):
        if len(places) >= MOST:
            raise UnreadableList([_too_many()])
        try:
            places.append(read_place(row, service_codes))
        except DomainError as error:
            said = error.sentences[0] if isinstance(error, UnreadableList) else sentence(error)
            wrong.append(_("Line %(number)d: %(problem)s", number=number, problem=said))
            if len(wrong) == TOLD:
                break
    if not places and not wrong:
        wrong = [_("There is no place in this file.")]
    if wrong:
        raise UnreadableList(wrong)
    return places


def read_place(row: dict[str, str], service_codes: Collection[str]) -> Place:
    """Return one place of its columns. Raises UnreadableList or another refusal that has a sentence."""
    name = " ".join(row.get("name", "").split())
    if not name:
        raise UnreadableList([_("Give the place a name or a number.")])
    if len(name) > LONGEST_NAME:
        raise UnreadableList(
            [_("The name is too long for a sticker: at most %(most)d characters fit.", most=LONGEST_NAME)]
        )
    position = parse_longitude_latitude(row.get("lon", ""), row.get("lat", ""))
    if not is_served(*position):
        raise OutsideTerritory(*position)
    code = row.get("service", "").strip()
    if code and code not in service_codes:
        raise UnreadableList([_("There is no service with the code “%(code)s”.", code=code[:40])])
    return Place(name, position, code)


def _too_many() -> str:
    return _("At most %(most)d places fit into one print. Split the list.", most=MOST)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList([_("This file is no text. Save the table as CSV.")])


def _columns(head: str) -> list[str]:
    """Return our name for each column, empty for those that we do not use."""
    named = [cell.strip().strip('"').lower() for cell in head.split(_delimiter(head))]
    columns = [next((ours for ours, theirs in COLUMNS.items() if cell in theirs), "") for cell in named]
    if not {"name", "lat", "lon"} <= set(columns):
        raise UnreadableList(
            [_("The first line has to name the columns: name, lat, lon, and service where it is known.")]
        )
    return columns


def _delimiter(head: str) -> str:
    return max(";\t,", key=head.count)


def _rows(lines: list[str], columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that is not empty with the number of its line."""
    try:
        reader = csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=_delimiter(lines[0]))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num + 1, dict(zip(columns, cells, strict=False))
    except csv.Error:
        raise UnreadableList([_("This file is no table. Save it as CSV.")]) from None
