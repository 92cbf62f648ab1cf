"""Reports as a table to take away: CSV line by line, and a workbook (XLSX). Nothing personal is among the columns.

What residents wrote is text and stays text: a spreadsheet must never run it as a formula. In a workbook the cell
says that it is text. CSV cannot say so, hence `defused` (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from xlsxwriter import Workbook

from app import words
from app.checklist_words import materials_words
from app.domain.spreadsheets import defused
from app.i18n import locale_code, named
from app.policy import policy
from app.queries.entry import Entry

#: A spreadsheet's cell ends there.
LONGEST_CELL = 32_000
#: So much of the CSV is gathered before it is sent.
CHUNK = 64 * 1024

Value = str | int | float | datetime


@dataclass(frozen=True)
class Column:
    """One column: its heading, what stands in it, and its width in characters."""

    heading: Any
    value: Callable[[Entry], Value]
    width: int = 14


def _local(moment: datetime) -> datetime:
    return moment.astimezone(policy().calendar.zone).replace(tzinfo=None, microsecond=0)


def _area(place: int) -> Callable[[Entry], str]:
    return lambda entry: named(entry.areas[place]) if place < len(entry.areas) else ""


def _yes(value: bool) -> str:
    return str(_("Yes") if value else _("No"))


COLUMNS = (
    Column(_l("Number"), lambda e: e.public_id, 12),
    Column(_l("Status"), lambda e: str(words.STATUS[e.status])),
    Column(_l("Sent"), lambda e: _local(e.submitted_at), 16),
    Column(_l("Due"), lambda e: _local(e.due_at), 16),
    Column(_l("Overdue"), lambda e: _yes(e.is_overdue), 11),
    Column(_l("What"), lambda e: named(e.service_names), 28),
    Column(_l("In the resident's words"), lambda e: e.description, 50),
    Column(_l("Mahalla or area"), _area(0), 24),
    Column(_l("District"), _area(1), 20),
    Column(_l("Landmark"), lambda e: e.address, 28),
    Column(_l("Latitude"), lambda e: round(e.latitude, 5), 11),
    Column(_l("Longitude"), lambda e: round(e.longitude, 5), 11),
    Column(_l("Agency"), lambda e: named(e.agency_names), 28),
    Column(_l("Crew"), lambda e: e.crew_name),
    Column(_l("Minutes of work"), lambda e: e.work.minutes if e.work and e.work.minutes else "", 10),
    Column(_l("Materials used"), lambda e: materials_words(e.work.materials) if e.work else "", 40),
    Column(_l("Residents who have it"), lambda e: e.supporters_count + 1, 12),
    Column(_l("Times opened again"), lambda e: e.reopened_count, 12),
    Column(_l("To be checked"), lambda e: _yes(e.is_flagged), 12),
    Column(_l("Public page"), lambda e: url_for("resident.page", public_id=e.public_id, _external=True), 40),
)


def csv_lines(reports: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a CSV in pieces: UTF-8 with its mark, every field quoted, one line for each report.

    Where Uzbek or Russian is read, spreadsheets expect a semicolon and a decimal comma.
    """
    continental = locale_code() != "en"
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";" if continental else ",", quoting=csv.QUOTE_ALL)

    def cell(value: Value) -> str:
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        if isinstance(value, float):
            return f"{value:.5f}".replace(".", "," if continental else ".")
        return defused(value) if isinstance(value, str) else str(value)

    written.write("\ufeff")
    lines.writerow([str(column.heading) for column in COLUMNS])
    for report in reports:
        lines.writerow([cell(column.value(report)) for column in COLUMNS])
        if written.tell() > CHUNK:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()


def xlsx_file(reports: Iterable[Entry]) -> IO[bytes]:
    """Return a workbook with one sheet, written to disk row by row, open at its beginning; it vanishes when closed."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed by whoever sends it
    try:
        book = Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
        heading = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left"})
        place = book.add_format({"num_format": "0.00000"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, str(column.heading), heading)
        last = 0
        for last, report in enumerate(reports, start=1):
            for number, column in enumerate(COLUMNS):
                value = column.value(report)
                if isinstance(value, str):
                    # Never `write`: it would make formulas and links of what looks like them.
                    sheet.write_string(last, number, value[:LONGEST_CELL])
                elif isinstance(value, datetime):
                    sheet.write_datetime(last, number, value, moment)
                else:
                    sheet.write_number(last, number, value, place if isinstance(value, float) else None)
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
        book.close()
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces, and close it, sent or not."""
    with file:
        while piece := file.read(CHUNK):
            yield piece
