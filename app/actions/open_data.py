"""Making the files of the open data, and taking what people say about them."""

from __future__ import annotations

import csv
import hashlib
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

from sqlalchemy import delete, func, select

from app.actions.administration import by_an_admin
from app.actions.transaction import one_transaction
from app.db import db, reading
from app.domain.errors import FieldError
from app.domain.open_data import FILES, TYPES
from app.domain.spreadsheets import defused
from app.domain.text import clean_text
from app.models import DataSuggestion, OpenFile, User
from app.policy import policy
from app.queries import open_rows
from geo.open_formats import CsvWriter, GeoJsonWriter, GeoPackageWriter, GeoParquetWriter, Writer

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]

_FOLDER = "open-data/"
#: Whoever announced files and has not offered them by then is dead.
LEFT_BEHIND = timedelta(days=1)

LONGEST_SUGGESTION = 2_000
#: Nobody reads more, and a flood must not fill the disk.
MOST_SUGGESTIONS = 1_000
#: What was asked for is looked at by then; after a year it is forgotten.
SUGGESTIONS_KEPT = timedelta(days=365)


def publish(at: datetime, on_progress: Progress | None = None) -> int:
    """Write every file anew and put all of them on offer at once; return how many reports they hold.

    What is read is not held up, and holds nobody up: files are written beside the old ones. Until the last moment the
    old ones are on offer; whoever is reading one goes on reading it. Doing it twice, or two at once, is doing it once
    more. What fails leaves nothing behind; what a killed process left is removed a day later.
    """
    with tempfile.TemporaryDirectory(prefix="open-data-") as name:
        folder = Path(name)
        with _only_reading():
            rows = _write(folder, on_progress or (lambda _done, _all: None))
        made = f"{at:%Y%m%d%H%M%S}-{token_hex(8)}"
        files = [_entry(folder / name, count, made, at) for name, count in rows.items()]
        _keep(files, folder)
    for key in _offer(files, at):
        policy().storage.delete(key)
    return rows["reports.csv"]


@contextmanager
def _only_reading() -> Iterator[None]:
    """Read without SQLite's write lock: the files take a while, and reports come in all the time."""
    db.session.rollback()
    token = reading.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        reading.reset(token)


def _write(folder: Path, on_progress: Progress) -> dict[str, int]:
    """Write all files in one pass over the reports; return each name and its number of rows."""
    fields = open_rows.FIELDS
    writers: dict[str, Writer] = {
        "reports.csv": CsvWriter(folder / "reports.csv", fields, defused),
        "reports.geojson": GeoJsonWriter(folder / "reports.geojson", fields),
        "reports.gpkg": GeoPackageWriter(folder / "reports.gpkg", fields, "reports"),
    }
    if find_spec("pyarrow"):
        writers["reports.parquet"] = GeoParquetWriter(folder / "reports.parquet", fields)
    else:
        log.warning("GeoParquet is left out: the package pyarrow is not installed")
    with ExitStack() as closing:
        # Also what failed half-way: it is thrown away with its folder, and must not stay open.
        for writer in writers.values():
            closing.callback(writer.close)
        done = _write_rows(list(writers.values()), on_progress)
    return {**dict.fromkeys(writers, done), "codes.csv": _write_codes(folder / "codes.csv")}


def _write_rows(writers: Sequence[Writer], on_progress: Progress) -> int:
    done, total = 0, open_rows.how_many()
    for rows in open_rows.stretches():
        for writer in writers:
            writer.write(rows)
        done += len(rows)
        on_progress(done, max(done, total))
    return done


def _write_codes(path: Path) -> int:
    locales = ("uz", "uz_Cyrl", "kaa", "ru", "en")
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            ["kind", "code", "belongs_to", *(f"name_{locale}" for locale in locales), "population"]
        )
        for kind, code, parent, names, population in open_rows.code_rows():
            said = (
                defused(words) for words in (code, parent, *(names.get(locale, "") for locale in locales))
            )
            lines.writerow([kind, *said, population])
            count += 1
    return count


def _entry(path: Path, rows: int, made: str, at: datetime) -> OpenFile:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return OpenFile(
        name=path.name,
        key=f"{_FOLDER}{made}/{path.name}",
        byte_count=path.stat().st_size,
        row_count=rows,
        sha256=checksum,
        made_at=at,
    )


def _keep(files: Sequence[OpenFile], folder: Path) -> None:
    """Put files into the storage under their keys: all of them, or none."""
    _announce(files)
    try:
        for file in files:
            policy().storage.put_file(file.key, folder / file.name, TYPES[Path(file.name).suffix])
    except BaseException:
        for file in files:
            policy().storage.delete(file.key)
        _withdraw(files)
        raise


@one_transaction
def _announce(files: Sequence[OpenFile]) -> None:
    """Note under which keys files will be stored, so that they are found again when this process is killed.

    The note has a name that no file on offer has.
    """
    for file in files:
        db.session.add(
            OpenFile(
                name=_note(file), key=file.key, byte_count=0, row_count=0, sha256="", made_at=file.made_at
            )
        )
    db.session.commit()


@one_transaction
def _withdraw(files: Sequence[OpenFile]) -> None:
    db.session.execute(delete(OpenFile).where(OpenFile.name.in_([_note(file) for file in files])))
    db.session.commit()


def _note(file: OpenFile) -> str:
    return file.key.removeprefix(_FOLDER)


@one_transaction
def _offer(files: Sequence[OpenFile], at: datetime) -> list[str]:
    """Put these files on offer in place of all that were; return the keys that nobody needs any more.

    What others announced within a day is theirs: they may be about to offer it.
    """
    if db.engine.dialect.name == "postgresql":
        # One after the other, and nobody who reads waits; SQLite has one writer anyway.
        db.session.execute(db.text("LOCK TABLE open_data_file IN SHARE ROW EXCLUSIVE MODE"))
    over = OpenFile.name.in_(FILES) | (OpenFile.made_at <= at - LEFT_BEHIND)
    over |= OpenFile.name.in_([_note(file) for file in files])
    old = set(db.session.scalars(select(OpenFile.key).where(over)))
    db.session.execute(delete(OpenFile).where(over))
    db.session.add_all(files)
    new = {file.key for file in files}
    db.session.commit()
    return sorted(old - new)


@one_transaction
def suggest(words: str, *, at: datetime) -> None:
    """Keep what data set somebody would like, for the admin. Raises FieldError(words, missing or full), TextTooLong."""
    said = clean_text(words, max_length=LONGEST_SUGGESTION)
    if not said:
        raise FieldError("words", "missing")
    if (db.session.scalar(select(func.count()).select_from(DataSuggestion)) or 0) >= MOST_SUGGESTIONS:
        raise FieldError("words", "full")
    db.session.add(DataSuggestion(words=said, created_at=at))
    db.session.commit()


@by_an_admin
@one_transaction
def drop_suggestion(suggestion_id: int, *, by: User) -> None:
    """Forget a suggestion that was dealt with; forgetting what is gone is no error. Raises NotPermitted."""
    db.session.execute(delete(DataSuggestion).where(DataSuggestion.id == suggestion_id))
    db.session.commit()


@one_transaction
def forget_suggestions(now: datetime, limit: int = 1_000) -> int:
    """Forget what was suggested long ago; return how many."""
    old = select(DataSuggestion.id).where(DataSuggestion.created_at < now - SUGGESTIONS_KEPT).limit(limit)
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(delete(DataSuggestion).where(DataSuggestion.id.in_(ids)))
    db.session.commit()
    return len(ids)
