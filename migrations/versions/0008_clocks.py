"""The clocks: pauses, one extension, the chain of escalation, repairs that did not last, periodic work done once.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LOOKED_AT = sa.text("clock_next_at IS NOT NULL")
REPAIRED = sa.text("status IN ('resolved', 'closed')")
RUNNING = sa.text("ended_at IS NULL")
MOMENT = sa.DateTime(timezone=True)


def big_id() -> sa.types.TypeEngine[int]:
    """Return the type of a counted row's number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "service_request",
        sa.Column("clock_step", sa.SmallInteger(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column("service_request", sa.Column("clock_next_at", MOMENT, nullable=True))
    op.add_column("service_request", sa.Column("extended_at", MOMENT, nullable=True))
    # Whoever looks first finds out what is really due: nothing that is open is forgotten.
    op.execute(
        "UPDATE service_request SET clock_next_at = due_at "
        "WHERE status IN ('received', 'accepted', 'in_progress', 'reopened')"
    )
    op.create_index(
        "ix_service_request_clock",
        "service_request",
        ["clock_next_at", "id"],
        sqlite_where=LOOKED_AT,
        postgresql_where=LOOKED_AT,
    )
    op.create_index(
        "ix_service_request_repaired",
        "service_request",
        ["service_id", "cell"],
        sqlite_where=REPAIRED,
        postgresql_where=REPAIRED,
    )
    op.add_column(
        "agency",
        sa.Column("head_email", sa.String(length=200), nullable=False, server_default=sa.text("''")),
    )
    create_pause()
    create_bad_repair()
    op.create_table(
        "periodic_work",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("done_round_at", MOMENT, nullable=True),
        sa.Column("taken_until", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_periodic_work")),
    )


def create_pause() -> None:
    op.create_table(
        "clock_pause",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("service_request_id", big_id(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "answer",
                "materials",
                name="pause_reason",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ends_by_at", MOMENT, nullable=False),
        sa.Column("due_before_at", MOMENT, nullable=False),
        sa.Column("most_hours", sa.Double(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_clock_pause_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index("ix_clock_pause_request", "clock_pause", ["service_request_id", "id"])
    op.create_index(
        "uq_clock_pause_running",
        "clock_pause",
        ["service_request_id", "reason"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def create_bad_repair() -> None:
    op.create_table(
        "bad_repair",
        sa.Column("service_request_id", big_id(), autoincrement=False, nullable=False),
        sa.Column("earlier_id", big_id(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], ["service_request.id"], name=op.f(f"fk_bad_repair_{column}_service_request")
            )
            for column in ("service_request_id", "earlier_id")
        ),
        sa.PrimaryKeyConstraint("service_request_id", name=op.f("pk_bad_repair")),
    )
    op.create_index(op.f("ix_bad_repair_earlier_id"), "bad_repair", ["earlier_id"])


def downgrade() -> None:
    for table in ("periodic_work", "bad_repair", "clock_pause"):
        op.drop_table(table)
    op.drop_column("agency", "head_email")
    op.drop_index("ix_service_request_repaired", table_name="service_request")
    op.drop_index("ix_service_request_clock", table_name="service_request")
    for column in ("extended_at", "clock_next_at", "clock_step"):
        op.drop_column("service_request", column)
