"""How migrations run: one set, on SpatiaLite and on PostGIS. The traps are told in docs/decisions."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, text

import app.models  # noqa: F401 - the metadata is complete once every model is read
from app.column_types import Names, PersonalText, UtcDateTime, json_type
from app.db import db

FOREIGN = {
    "spatial_ref_sys",
    "spatial_ref_sys_aux",
    "spatial_ref_sys_all",
    "spatialite_history",
    "sql_statements_log",
    "data_licenses",
    "ElementaryGeometries",
    "SpatialIndex",
    "geometry_columns",
    "geography_columns",
    "raster_columns",
    "raster_overviews",
}
FOREIGN_PREFIXES = (
    "idx_",
    "sqlite_",
    "KNN",
    "geometry_columns_",
    "views_geometry",
    "virts_geometry",
    "vector_layers",
)


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out what belongs to SpatiaLite and PostGIS themselves."""
    if kind == "table" and name is not None:
        return name not in FOREIGN and not name.startswith(FOREIGN_PREFIXES)
    return True


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave out what GeoAlchemy2 looks after, and an index that the other database alone has."""
    only_for = getattr(thing, "_ddl_if", None)
    if only_for is not None and only_for.dialect != db.engine.dialect.name:
        return False
    return bool(alembic_helpers.include_object(thing, name, kind, reflected, compare_to))


def render_item(kind: str, item: Any, autogen_context: Any) -> Any:
    """Render our column types as the plain ones they are made of, so that migrations stand alone."""
    if kind == "type":
        if isinstance(item, UtcDateTime):
            return "sa.DateTime(timezone=True)"
        if isinstance(item, PersonalText):
            return "sa.Text()"
        if isinstance(item, Names) or item.__class__ is json_type().__class__:
            autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
            return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return alembic_helpers.render_item(kind, item, autogen_context)


def process_revision_directives(migration_context: Any, revision: Any, directives: list[Any]) -> None:
    """GeoAlchemy2 rewrites the spatial operations; an empty revision is not written."""
    alembic_helpers.writer(migration_context, revision, directives)
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def remember_spatial_tables(connection: Connection) -> None:
    """Tell GeoAlchemy2 which tables are spatial: batch mode corrupts those it does not know."""
    if connection.dialect.name != "sqlite":
        return
    known = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE name = 'geometry_columns'"
    ).scalar()
    if known:
        for (table,) in connection.exec_driver_sql("SELECT f_table_name FROM geometry_columns"):
            alembic_helpers._SPATIAL_TABLES.add(table)


def run_online() -> None:
    """Run on the application's own engine, in one transaction."""
    engine = db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A recreated table would lose its children to ON DELETE, or be refused.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        remember_spatial_tables(connection)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_name=include_name,
            include_object=include_object,
            render_item=render_item,
            process_revision_directives=process_revision_directives,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"the migration left rows without a parent: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("Migrations run on a live database: spatial tables need to be looked at.")
current_app.logger.debug("migrating %s", db.engine.dialect.name)
run_online()
