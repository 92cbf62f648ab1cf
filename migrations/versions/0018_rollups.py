"""Counts of reports by day, place and service, kept up to date.

Triggers write down which reports changed, in the transaction that changed them: whatever writes, a bulk update
too, none is forgotten. A table that is made anew on SQLite loses its triggers: make these again then.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATUSES = (
    "received",
    "accepted",
    "in_progress",
    "resolved",
    "closed",
    "rejected",
    "duplicate",
    "reopened",
)
REASONS = (
    "not_a_problem",
    "private_property",
    "already_fixed",
    "place_not_found",
    "not_enough_detail",
    "offensive",
    "other",
)
MEASURES = (
    "reports",
    "people",
    *(f"status_{word}" for word in STATUSES),
    "late_open",
    "late_fixed",
    "confirmed",
    "sent_back",
    *(f"rated_{stars}" for stars in range(1, 6)),
    *(f"reason_{word}" for word in REASONS),
    "event_fixed",
    "event_rejected",
    "event_duplicate",
    "event_late",
    "event_late_ended",
    "event_sent_back",
    "event_rated",
    "event_rating_sum",
    *(f"days_{bucket:02d}" for bucket in range(58)),
)
OPEN = "status IN (0, 1, 2, 7)"
#: A report is counted by these.
COLUMNS = (
    *("region_id", "district_id", "mahalla_id", "agency_id", "service_id", "service_group_id", "cell"),
    *("status", "submitted_at", "due_at", "resolved_at", "closed_at", "reopened_count", "was_overdue"),
    *("rating", "supporters_count"),
)
NUMBERS = (
    *("region_id", "district_id", "mahalla_id", "agency_id", "service_id", "service_group_id"),
    *("people", "submitted_day", "ended_day", "late_day", "sent_back_day", "rated_day"),
)
SMALL_NUMBERS = ("status", "reason", "rating", "is_confirmed")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("service_request_id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_change")),
    )
    make_facts()
    op.create_table(
        "report_roll",
        *(
            sa.Column(name, kind, autoincrement=False, nullable=False)
            for name, kind in (
                ("cut", sa.SmallInteger()),
                ("scope_id", sa.Integer()),
                ("grain", sa.SmallInteger()),
                ("start_day", sa.Integer()),
                ("service_group_id", sa.Integer()),
                ("item_id", sa.Integer()),
            )
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in MEASURES),
        sa.PrimaryKeyConstraint(
            *("cut", "scope_id", "grain", "start_day", "service_group_id", "item_id"),
            name=op.f("pk_report_roll"),
        ),
    )
    op.create_table(
        "heat_block",
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week_day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region_id", "district_id", "week_day", name=op.f("pk_heat_block")),
    )
    op.create_index("ix_heat_block_district", "heat_block", ["district_id", "week_day"])
    op.create_table(
        "rollup_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("counted_second", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_state")),
    )
    op.execute("INSERT INTO rollup_state (id, version, counted_second) VALUES (1, 0, 0)")
    make_triggers()
    # What was there before is counted by the first round of the periodic work.
    op.execute("INSERT INTO report_change (service_request_id) SELECT id FROM service_request ORDER BY id")


def make_facts() -> None:
    op.create_table(
        "report_fact",
        sa.Column("report_id", BIG, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in SMALL_NUMBERS),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("due_second", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_fact")),
    )
    op.create_index("ix_report_fact_submitted", "report_fact", ["submitted_day"])
    for level in ("region", "district", "mahalla"):
        op.create_index(f"ix_report_fact_{level}", "report_fact", [f"{level}_id", "submitted_day"])
    partial_index("due", "due_second IS NOT NULL", "due_second")
    partial_index(
        *("open", OPEN, "submitted_day", "region_id", "district_id", "mahalla_id", "agency_id"),
        *("service_group_id", "late_day", "service_id"),
    )


def partial_index(name: str, condition: str, *columns: str) -> None:
    where = sa.text(condition)
    op.create_index(
        f"ix_report_fact_{name}", "report_fact", list(columns), sqlite_where=where, postgresql_where=where
    )


#: Trigger, table, event, and whose number is noted. A rating that is given again changes the history alone.
TRIGGERS = (
    ("service_request_counted_insert", "service_request", "INSERT", "NEW.id"),
    ("service_request_counted_update", "service_request", f"UPDATE OF {', '.join(COLUMNS)}", "NEW.id"),
    ("service_request_counted_delete", "service_request", "DELETE", "OLD.id"),
    ("status_change_counted", "status_change", "INSERT", "NEW.service_request_id"),
)


def make_triggers() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for name, table, what, number in TRIGGERS:
        note = f"INSERT INTO report_change (service_request_id) VALUES ({number});"
        if postgres:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN {note} RETURN NULL; END $$"
            )
            body = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        else:
            body = f"BEGIN {note} END"
        op.execute(f"CREATE TRIGGER {name} AFTER {what} ON {table} {body}")


def drop_triggers() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for name, table, _what, _number in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER {name}")
        if postgres:
            op.execute(f"DROP FUNCTION {name}()")


def downgrade() -> None:
    drop_triggers()
    for table in ("rollup_state", "heat_block", "report_roll", "report_fact", "report_change"):
        op.drop_table(table)
