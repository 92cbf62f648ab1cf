"""The migrations build the same tables on both databases, and can be taken back one by one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from app.actions import remarks
from app.db import db
from tests import databases
from tests.databases import Server
from tests.factories import NOW, World

VERSIONS = Path(__file__).resolve().parent.parent / "migrations"
_numbers = itertools.count(1)


def revisions() -> list[Script]:
    """Every migration, the first one first."""
    config = Config(str(VERSIONS / "alembic.ini"))
    config.set_main_option("script_location", str(VERSIONS))
    return list(reversed(list(ScriptDirectory.from_config(config).walk_revisions())))


@pytest.fixture
def empty_app(server: Server, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without a table."""
    name = f"empty{next(_numbers)}"
    app = databases.make_app(server.create(name), tmp_path)
    with databases.in_charge(app):
        yield app
        db.session.remove()
        db.engine.dispose()
    server.drop(name)


def schema() -> dict[str, str]:
    """What the database itself says about our tables, indexes and triggers, each by its name."""
    if db.engine.dialect.name == "sqlite":
        statement = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    else:
        statement = """
            SELECT 'column ' || table_name || '.' || column_name,
                   concat_ws(' ', udt_name, character_maximum_length, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL
            SELECT 'constraint ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL
            SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        """
    with db.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(sa.text(statement))}


def our_tables() -> set[str]:
    """The tables that are there and that the models know."""
    return set(sa.inspect(db.engine).get_table_names()) & set(db.metadata.tables)


def test_the_migrations_are_one_line_numbered_and_named() -> None:
    scripts = revisions()
    assert [script.revision for script in scripts] == [f"{n:04d}" for n in range(1, len(scripts) + 1)]
    for script in scripts:
        assert re.fullmatch(rf"{script.revision}_[a-z_]+\.py", Path(script.path).name)
        assert script.doc, f"{script.path} does not say what it is for"


def test_every_migration_goes_up_down_and_up_again(empty_app: Flask) -> None:
    """Each step alone: what it builds is the same the second time, and nothing of it is left between."""
    before = schema()
    for script in revisions():
        upgrade(revision=script.revision)
        built = schema()
        downgrade(revision="-1")
        # The first one leaves what makes the database spatial: others may stand on it.
        if script.down_revision is not None:
            assert schema() == before
        upgrade(revision=script.revision)
        assert schema() == built
        before = built
    assert our_tables() == set(db.metadata.tables)


def test_all_the_way_down_leaves_no_table_of_ours(empty_app: Flask) -> None:
    upgrade()
    built = schema()
    downgrade(revision="base")
    assert our_tables() == set()
    upgrade()
    assert schema() == built


def test_the_models_ask_for_nothing_that_the_migrations_do_not_build(empty_app: Flask) -> None:
    upgrade()
    check()  # Ends the process where a new revision would not be empty.


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE crew ADD COLUMN nickname VARCHAR(20)",
        "DROP INDEX ix_photo_request",
        "ALTER TABLE agency RENAME COLUMN phone TO telephone",
    ],
)
def test_a_difference_would_be_noticed(empty_app: Flask, change: str) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text(change))
    with pytest.raises(SystemExit):
        check()


def words_of(constraint: str) -> set[str]:
    """The words in quotes of a CHECK, as the database tells it."""
    return set(re.findall(r"'([^']*)'", constraint))


def test_every_check_is_in_the_database(app: Flask) -> None:
    """Autogenerate never compares them."""
    inspector = sa.inspect(db.session.connection())
    for table in db.metadata.tables.values():
        found = {c["name"]: c["sqltext"] for c in inspector.get_check_constraints(table.name)}
        for constraint in table.constraints:
            if isinstance(constraint, sa.CheckConstraint):
                name = str(constraint.name)
                name = name if name.startswith("ck_") else f"ck_{table.name}_{name}"
                assert name in found, f"{name} is missing"
    assert "ck_service_request_location_on_earth" in {
        c["name"] for c in inspector.get_check_constraints("service_request")
    }


def test_every_fixed_list_of_words_is_kept_by_the_database(app: Flask) -> None:
    inspector = sa.inspect(db.session.connection())
    lists = 0
    for table in db.metadata.tables.values():
        found = {c["name"]: c["sqltext"] for c in inspector.get_check_constraints(table.name)}
        for column in table.columns:
            if isinstance(column.type, sa.Enum):
                check_of_column = found[f"ck_{table.name}_{column.type.name}"]
                assert words_of(check_of_column) == set(column.type.enums), f"{table.name}.{column.name}"
                lists += 1
    assert lists >= 10


def test_every_moment_carries_its_time_zone(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no such type; UtcDateTime keeps the rule there")
    inspector = sa.inspect(db.session.connection())
    for table in db.metadata.tables:
        for column in inspector.get_columns(table):
            if isinstance(column["type"], sa.DateTime):
                assert column["type"].timezone, f"{table}.{column['name']}"


def test_every_geometry_has_its_type_its_reference_system_and_an_index(app: Flask) -> None:
    wanted = {("service_request", "location"): 1, ("boundary", "boundary"): 6, ("place", "location"): 1}
    if db.engine.dialect.name == "sqlite":
        rows = db.session.execute(
            sa.text(
                "SELECT f_table_name, f_geometry_column, geometry_type, srid, spatial_index_enabled,"
                " CheckSpatialIndex(f_table_name, f_geometry_column) FROM geometry_columns"
            )
        )
        assert {(table, column): rest for table, column, *rest in rows} == {
            place: [kind, 4326, 1, 1] for place, kind in wanted.items()
        }
        return
    names = {1: "POINT", 6: "MULTIPOLYGON"}
    rows = db.session.execute(
        sa.text("SELECT f_table_name, f_geometry_column, type, srid FROM geometry_columns")
    )
    assert {(table, column): rest for table, column, *rest in rows} == {
        place: [names[kind], 4326] for place, kind in wanted.items()
    }
    indexes = db.session.scalars(
        sa.text("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%USING gist%'")
    )
    assert len(set(indexes)) == len(wanted)


@pytest.mark.parametrize(
    "index", ["inbox", "inbox_service", "jobs"], ids=["inbox", "inbox by service", "a crew's jobs"]
)
def test_an_inbox_is_an_index_over_what_is_open(app: Flask, index: str) -> None:
    place = "sqlite_master" if db.engine.dialect.name == "sqlite" else "pg_indexes"
    column, name = ("sql", "name") if place == "sqlite_master" else ("indexdef", "indexname")
    statement = sa.text(f"SELECT {column} FROM {place} WHERE {name} = :name")
    definition = db.session.scalar(statement, {"name": f"ix_service_request_{index}"})
    assert definition is not None
    _, _, condition = definition.partition("WHERE")
    assert words_of(condition) == {"received", "accepted", "in_progress", "reopened"}


#: Ways to rewrite history, by table and column; the third one is each database's own shortcut.
REWRITINGS = {
    "update": "UPDATE {table} SET {column} = 'never happened'",
    "delete": "DELETE FROM {table}",
    "sqlite shortcut": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "postgresql shortcut": "TRUNCATE {table} CASCADE",
}


@pytest.mark.parametrize("way", ["update", "delete", "shortcut"])
@pytest.mark.parametrize(
    ("table", "column"), [("status_change", "note"), ("routing", "cause"), ("remark", "words")]
)
def test_history_refuses_to_be_rewritten(way: str, table: str, column: str, app: Flask, session: Any) -> None:
    remarks.comment(World().report(), words="Suv oqyapti", client_uuid=str(uuid4()), at=NOW)
    rows = sa.text(f"SELECT * FROM {table} ORDER BY id")
    before = session.execute(rows).all()
    statement = REWRITINGS.get(way) or REWRITINGS[f"{db.engine.dialect.name} {way}"]
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), session.begin_nested():
        session.execute(sa.text(statement.format(table=table, column=column)))
    assert before
    assert session.execute(rows).all() == before
