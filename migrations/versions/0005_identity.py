"""The tables of identity: one-time codes, confirmed contacts, and the legal clock of an appeal.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
DAYS = ("appeal_registered_on", "answer_due_on", "answer_extended_on")
CONFIRMED = ("phone_confirmed_at", "email_confirmed_at")


def upgrade() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("purpose", _word("code_purpose", "my_reports", "confirm"), nullable=False),
        sa.Column("kind", _word("contact_kind", "phone", "email"), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_index", sa.String(length=64), nullable=False),
        sa.Column("network_index", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("service_request_id", BIG_ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("session_hash", sa.String(length=64), nullable=True),
        sa.Column("session_until", MOMENT, nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_one_time_code_tries_not_negative")),
        sa.CheckConstraint(
            "purpose <> 'confirm' OR service_request_id IS NOT NULL",
            name=op.f("ck_one_time_code_confirms_a_report"),
        ),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_one_time_code_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("session_hash", name=op.f("uq_one_time_code_session_hash")),
    )
    op.create_index("ix_one_time_code_contact", "one_time_code", ["contact_index", "created_at"])
    op.create_index("ix_one_time_code_network", "one_time_code", ["network_index", "created_at"])
    op.create_index(op.f("ix_one_time_code_created_at"), "one_time_code", ["created_at"])
    op.create_index(op.f("ix_one_time_code_service_request_id"), "one_time_code", ["service_request_id"])
    # Empty columns are added natively: nothing is copied, and no spatial index is touched.
    for name in DAYS:
        op.add_column("service_request", sa.Column(name, sa.Date(), nullable=True))
    for name in CONFIRMED:
        op.add_column("contact", sa.Column(name, MOMENT, nullable=True))


def downgrade() -> None:
    for name in reversed(CONFIRMED):
        op.drop_column("contact", name)
    for name in reversed(DAYS):
        op.drop_column("service_request", name)
    op.drop_table("one_time_code")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
