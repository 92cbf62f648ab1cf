"""What crews did on their phones, by the ids that the phones made: an act that is sent again happens once.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "field_act",
        sa.Column("client_uuid", sa.String(36), nullable=False),
        sa.Column("service_request_id", BIG_ID, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_field_act_service_request_id_service_request"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_field_act_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("client_uuid", name=op.f("pk_field_act")),
    )
    op.create_index(op.f("ix_field_act_service_request_id"), "field_act", ["service_request_id"])


def downgrade() -> None:
    op.drop_table("field_act")
