"""The files of the open data that are on offer, and what was suggested."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.domain.errors import NotFound
from app.domain.open_data import FILES
from app.models import DataSuggestion, OpenFile
from app.queries.page import Page, offset_of, page_of


def on_offer() -> Sequence[OpenFile]:
    """Return every file, in the order in which a page shows them."""
    found = {file.name: file for file in db.session.scalars(select(OpenFile))}
    return [found[name] for name in FILES if name in found]


def find(name: str) -> OpenFile:
    """Return one file as it is on offer now, whatever was read before. Raises NotFound."""
    file = db.session.get(OpenFile, name, populate_existing=True) if name in FILES else None
    if file is None:
        raise NotFound(name)
    return file


def suggestions(page: int, per_page: int = 50) -> Page[DataSuggestion]:
    """Return what data sets were suggested, the newest first."""
    found = db.session.scalars(
        select(DataSuggestion)
        .order_by(DataSuggestion.created_at.desc(), DataSuggestion.id.desc())
        .offset(offset_of(page, per_page))
        .limit(per_page + 1)
    ).all()
    return page_of(found, max(1, page), per_page)
