"""The database: one declarative base, one session, and what each engine needs on connect.

SpatiaLite by default, PostGIS by `DATABASE_URL`. Nothing here knows Flask's request: whether a
transaction only reads is said through `reading`, a context variable that the HTTP edge sets.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Engine, Integer, MetaData, event
from sqlalchemy.orm import DeclarativeBase, registry

from app.column_types import Names, UtcDateTime

#: True while the work at hand only reads. Writers take SQLite's write lock at BEGIN, because a
#: transaction that reads first and writes later fails at once when another one wrote in between.
reading: ContextVar[bool] = ContextVar("reading", default=False)

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: SQLite counts rows only in a column that is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """The base of every model."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), dict[str, str]: Names()},
    )


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"join_transaction_mode": "create_savepoint"},
)


def engine_options(url: str) -> dict[str, Any]:
    """Return what `create_engine` needs for this database URL."""
    if url.startswith("sqlite"):
        import pysqlite3.dbapi2  # Python's own sqlite3 often cannot load extensions.

        return {"module": pysqlite3.dbapi2, "connect_args": {"timeout": 10}}
    return {
        "connect_args": {"options": "-c timezone=utc -c search_path=public"},
        "pool_size": 10,
        "max_overflow": 10,
        "pool_pre_ping": True,
    }


def prepare_engine(engine: Engine) -> None:
    """Teach an engine its dialect's habits; does nothing for PostgreSQL, and nothing twice."""
    if engine.dialect.name == "sqlite" and not event.contains(engine, "begin", _on_begin):
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # We send BEGIN ourselves, see _on_begin.
    connection.enable_load_extension(True)
    connection.load_extension("mod_spatialite")
    connection.enable_load_extension(False)
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=10000",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        # An acknowledged report must survive a power cut.
        "synchronous=FULL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if reading.get() else "BEGIN IMMEDIATE")
