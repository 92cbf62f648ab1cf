"""What a crew has to write down when it closes a job, by service, and what it wrote.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS = ("number", "choice", "yes_no", "text", "minutes", "materials")
#: Answers are never rewritten. Words are never changed either, but words that nobody answered may go.
KEPT = {
    "checklist_wording": ("UPDATE",),
    "checklist_answer": ("UPDATE", "DELETE"),
    "checklist_material": ("UPDATE", "DELETE"),
}


def foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key with the name that the models give it."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="item_kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        foreign("checklist_item", "service_id", "service"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("service_id", "code", name=op.f("uq_checklist_item_service_id_code")),
    )
    op.create_index(op.f("ix_checklist_item_service_id"), "checklist_item", ["service_id"])
    op.create_table(
        "checklist_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("words", JSON, nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("minimum", sa.Double(), nullable=True),
        sa.Column("maximum", sa.Double(), nullable=True),
        sa.Column("choices", JSON, nullable=False),
        sa.CheckConstraint("minimum <= maximum", name=op.f("ck_checklist_wording_bounds_in_order")),
        foreign("checklist_wording", "item_id", "checklist_item"),
        foreign("checklist_wording", "by_user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_wording")),
    )
    op.create_index(op.f("ix_checklist_wording_item_id"), "checklist_wording", ["item_id"])
    op.create_table(
        "checklist_answer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("service_request_id", BIG_ID, nullable=False),
        sa.Column("status_change_id", BIG_ID, nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("yes", sa.Boolean(), nullable=True),
        sa.Column("choice", sa.String(40), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "number > -1000000000 AND number < 1000000000", name=op.f("ck_checklist_answer_number_finite")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_checklist_answer_minutes_positive")),
        foreign("checklist_answer", "service_request_id", "service_request"),
        foreign("checklist_answer", "status_change_id", "status_change"),
        foreign("checklist_answer", "wording_id", "checklist_wording"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_answer")),
        sa.UniqueConstraint(
            "status_change_id", "wording_id", name=op.f("uq_checklist_answer_status_change_id_wording_id")
        ),
    )
    op.create_index("ix_checklist_answer_request", "checklist_answer", ["service_request_id", "id"])
    op.create_index(op.f("ix_checklist_answer_wording_id"), "checklist_answer", ["wording_id"])
    op.create_table(
        "checklist_material",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("answer_id", BIG_ID, nullable=False),
        sa.Column("what", sa.String(120), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.CheckConstraint(
            "amount > 0 AND amount < 1000000000", name=op.f("ck_checklist_material_amount_positive")
        ),
        foreign("checklist_material", "answer_id", "checklist_answer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_material")),
    )
    op.create_index(op.f("ix_checklist_material_answer_id"), "checklist_material", ["answer_id"])
    for table, changes in KEPT.items():
        refuse(table, changes)


def refuse(table: str, changes: tuple[str, ...]) -> None:
    """Let the database refuse these changes of a table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE {' OR '.join(changes)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()"
        )
        return
    for change in changes:
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    for table in ("checklist_material", "checklist_answer", "checklist_wording", "checklist_item"):
        op.drop_table(table)
