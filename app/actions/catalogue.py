"""Loading the catalogue of services."""

from __future__ import annotations

from pathlib import Path

from app.actions.transaction import one_transaction
from app.catalogue import DEFAULT_FOLDER, read_catalogue
from app.catalogue.load import LoadCounts, load_catalogue
from app.db import db


@one_transaction
def load(folder: Path | None = None, *, overwrite: bool = False) -> LoadCounts:
    """Load a folder's catalogue (none: the default) and say what changed; see `load_catalogue`.

    Raises CatalogueError where the folder cannot be read; nothing is changed then.
    """
    counts = load_catalogue(db.session(), read_catalogue(folder or DEFAULT_FOLDER), overwrite=overwrite)
    db.session.commit()
    return counts
