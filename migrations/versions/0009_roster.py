"""The tables of the roster: what crews can do, where they work, their shifts, and the day a job is planned for.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')")


def upgrade() -> None:
    create_pair("crew_skill", "crew_id", "crew", "service_group_id", "service_group")
    create_pair("crew_area", "crew_id", "crew", "area_id", "area")
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("crew_id", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_shift_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name=op.f("fk_shift_crew_id_crew")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_crew", "shift", ["crew_id", "begins_at", "ends_at"])
    create_pair("shift_member", "shift_id", "shift", "user_id", "user_account")
    op.create_index(op.f("ix_shift_member_user_id"), "shift_member", ["user_id"])
    op.add_column("service_request", sa.Column("planned_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_service_request_planned",
        "service_request",
        ["crew_id", "planned_on", "queue_order", "due_at", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def create_pair(table: str, one: str, ones: str, other: str, others: str) -> None:
    """Make a table of pairs."""
    op.create_table(
        table,
        sa.Column(one, sa.Integer(), nullable=False),
        sa.Column(other, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([one], [f"{ones}.id"], name=op.f(f"fk_{table}_{one}_{ones}")),
        sa.ForeignKeyConstraint([other], [f"{others}.id"], name=op.f(f"fk_{table}_{other}_{others}")),
        sa.PrimaryKeyConstraint(one, other, name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    op.drop_index("ix_service_request_planned", table_name="service_request")
    op.drop_column("service_request", "planned_on")
    for table in ("shift_member", "shift", "crew_area", "crew_skill"):
        op.drop_table(table)
