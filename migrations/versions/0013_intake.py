"""What operators do for others: the reports that they filed, with the consent, and each look-up of a phone.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHANGES = ("UPDATE", "DELETE")


def big_id() -> sa.types.TypeEngine[int]:
    """Return the type of a counted row's number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name: str, *known: str) -> sa.Enum:
    """Return the type of a column that knows these words only."""
    return sa.Enum(*known, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "filing",
        sa.Column("service_request_id", big_id(), autoincrement=False, nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", words("filing_channel", "phone", "visit", "letter"), nullable=False),
        sa.Column("consent", words("consent", "spoken", "written"), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_filing_service_request_id_service_request"),
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["user_account.id"], name=op.f("fk_filing_by_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("service_request_id", name=op.f("pk_filing")),
    )
    op.create_index("ix_filing_by", "filing", ["by_user_id", "at"])
    op.create_table(
        "phone_lookup",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["user_account.id"], name=op.f("fk_phone_lookup_by_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_lookup")),
    )
    op.create_index("ix_phone_lookup_by", "phone_lookup", ["by_user_id", "id"])
    op.create_index(op.f("ix_phone_lookup_phone_index"), "phone_lookup", ["phone_index"])
    refuse_rewriting("phone_lookup")


def refuse_rewriting(table: str) -> None:
    """Let a table only grow, as the history does (0002)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()"
        )
        return
    for change in CHANGES:
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table("phone_lookup")
    op.drop_table("filing")
