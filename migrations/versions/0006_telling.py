"""The tables of telling: who wants to be told of what, and how; and an outbox that says what goes first.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
#: Indexes of the outbox: their columns, and which rows they see.
OUTBOX = {
    "ix_outbox_message_due": (
        ["priority", "not_before_at", "id"],
        sa.text("done_at IS NULL AND parked_at IS NULL"),
    ),
    "ix_outbox_message_parked": (["parked_at"], sa.text("parked_at IS NOT NULL")),
    "ix_outbox_message_done": (["done_at"], sa.text("done_at IS NOT NULL")),
}


def upgrade() -> None:
    op.add_column(
        "outbox_message",
        sa.Column("priority", sa.SmallInteger(), nullable=False, server_default=sa.text("1")),
    )
    op.drop_index("ix_outbox_message_waiting", "outbox_message")
    for name, (columns, where) in OUTBOX.items():
        op.create_index(name, "outbox_message", columns, sqlite_where=where, postgresql_where=where)
    create_push()
    create_subscription()
    op.create_table(
        "notice_stop",
        sa.Column("service_request_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("address_index", sa.String(length=64), nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_notice_stop_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("service_request_id", "address_index", name=op.f("pk_notice_stop")),
    )


def create_push() -> None:
    op.create_table(
        "push_device",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_index", sa.String(length=64), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.UniqueConstraint("endpoint_index", name=op.f("uq_push_device_endpoint_index")),
    )
    op.create_table(
        "push_follow",
        sa.Column("push_device_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("service_request_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("supporter_id", BIG_ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('reporter', 'supporter')", name=op.f("ck_push_follow_kind_of_follower")),
        sa.ForeignKeyConstraint(
            ["push_device_id"],
            ["push_device.id"],
            name=op.f("fk_push_follow_push_device_id_push_device"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_push_follow_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("push_device_id", "service_request_id", name=op.f("pk_push_follow")),
    )
    op.create_index("ix_push_follow_request", "push_follow", ["service_request_id"])


def create_subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Double(), nullable=True),
        sa.Column("service_group_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_index", sa.String(length=64), nullable=True),
        sa.Column("push_device_id", BIG_ID, nullable=True),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("told_until_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(area_id IS NULL) = (radius_m IS NOT NULL) AND (radius_m IS NULL) = (longitude IS NULL)"
            " AND (longitude IS NULL) = (latitude IS NULL)",
            name=op.f("ck_subscription_area_or_circle"),
        ),
        sa.CheckConstraint(
            "(email IS NULL) = (push_device_id IS NOT NULL)", name=op.f("ck_subscription_email_or_device")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_subscription_area_id_area")),
        sa.ForeignKeyConstraint(
            ["service_group_id"],
            ["service_group.id"],
            name=op.f("fk_subscription_service_group_id_service_group"),
        ),
        sa.ForeignKeyConstraint(
            ["push_device_id"],
            ["push_device.id"],
            name=op.f("fk_subscription_push_device_id_push_device"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_subscription_secret_hash")),
    )
    for name, column in (("area", "area_id"), ("email", "email_index"), ("device", "push_device_id")):
        op.create_index(f"ix_subscription_{name}", "subscription", [column])
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_subscription_due", "subscription", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.create_table(
        "subscription_cell",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subscription_id", BIG_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_subscription_cell_subscription_id_subscription"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("level", "cell", "subscription_id", name=op.f("pk_subscription_cell")),
    )
    op.create_index(op.f("ix_subscription_cell_subscription_id"), "subscription_cell", ["subscription_id"])


def downgrade() -> None:
    for table in ("notice_stop", "subscription_cell", "subscription", "push_follow", "push_device"):
        op.drop_table(table)
    for name in OUTBOX:
        op.drop_index(name, "outbox_message")
    op.create_index("ix_outbox_message_waiting", "outbox_message", ["done_at", "parked_at", "not_before_at"])
    op.drop_column("outbox_message", "priority")
