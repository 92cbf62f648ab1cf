"""The order in which a crew goes from job to job on one day, where somebody has put them in order.

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "crew_stop",
        sa.Column("crew_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("service_request_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name=op.f("fk_crew_stop_crew_id_crew")),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_crew_stop_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("crew_id", "on_day", "service_request_id", name=op.f("pk_crew_stop")),
    )
    op.create_index(op.f("ix_crew_stop_service_request_id"), "crew_stop", ["service_request_id"])


def downgrade() -> None:
    op.drop_table("crew_stop")
