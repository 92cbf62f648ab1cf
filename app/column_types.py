"""Column types that both databases agree on."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import JSON, DateTime, Dialect, Enum, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. A naive one is refused: nobody knows when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Names(TypeDecorator[dict[str, str]]):
    """Names by locale, `{"uz": "Yunusobod tumani", "ru": ...}`."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(json_type())


class PersonalText(TypeDecorator[str]):
    """Text encrypted at rest; see `app.personal_data`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        from app.personal_data import box

        return None if value is None else box().seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        from app.personal_data import box

        return None if value is None else box().open(value)


class Words(TypeDecorator[str]):
    """Folded words divided by spaces (`domain.search_words`): PostgreSQL indexes them, SQLite reads through them."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(postgresql.TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        # With a space before each word, where one begins can be seen.
        return f" {value}" if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(value.replace("'", "").split())


def json_type() -> JSON:
    """JSON, binary where the database has it."""
    return JSON().with_variant(postgresql.JSONB(), "postgresql")


def enum_type(enum: type[StrEnum], name: str) -> Enum:
    """A word out of a fixed list, kept by a CHECK on both databases."""
    return Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda words: [word.value for word in words],
    )


def point() -> Geometry:
    """A Point, EPSG:4326, longitude first, with a spatial index."""
    return Geometry("POINT", srid=4326, spatial_index=True)


def multipolygon() -> Geometry:
    """A MultiPolygon, EPSG:4326, with a spatial index."""
    return Geometry("MULTIPOLYGON", srid=4326, spatial_index=True)
