"""The inbox at a million reports: words to search by, indexes that answer by themselves, filters that are kept.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.domain.search_words import search_words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = "status IN ('received', 'accepted', 'in_progress', 'reopened')"
FACTS = ["status", "service_group_id", "crew_id", "was_overdue", "is_flagged", "question_asked_at"]
ORDER = ["queue_order", "due_at", "id"]
#: Each index: its condition, and its columns.
INDEXES = {
    "inbox": (OPEN, ["agency_id", *ORDER, *FACTS, "service_id"]),
    "inbox_service": (OPEN, ["service_id", *ORDER, *FACTS, "agency_id"]),
    "inbox_all": (OPEN, [*ORDER, *FACTS, "service_id", "agency_id"]),
    "waiting": ("status = 'resolved'", ["agency_id", "resolved_at", "id", *FACTS, "service_id"]),
    "flagged": ("is_flagged", ["agency_id", "status", *ORDER]),
    "asked": ("question_asked_at IS NOT NULL", ["agency_id", "question_asked_at", "id"]),
}
#: Of the words, on PostgreSQL: what is active and what is over are searched apart.
WORDS = {
    "words": "status IN ('received', 'accepted', 'in_progress', 'resolved', 'reopened')",
    "words_closed": "status IN ('closed', 'rejected', 'duplicate')",
}
#: What stood there before.
INDEXES_BEFORE = {
    "inbox": (OPEN, ["agency_id", *ORDER]),
    "inbox_service": (OPEN, ["agency_id", "service_id", *ORDER]),
}
BATCH = 2_000


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    kind = postgresql.TSVECTOR() if postgres else sa.Text()
    op.add_column(
        "service_request", sa.Column("search_words", kind, nullable=False, server_default=sa.text("''"))
    )
    find_what_is_there(postgres)
    for name in INDEXES_BEFORE:
        op.drop_index(f"ix_service_request_{name}", table_name="service_request")
    make(INDEXES)
    if postgres:
        for name, condition in WORDS.items():
            op.create_index(
                f"ix_service_request_{name}",
                "service_request",
                ["search_words"],
                postgresql_using="gin",
                postgresql_where=sa.text(condition),
            )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_saved_filter_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_user_id"), "saved_filter", ["user_id"])


def find_what_is_there(postgres: bool) -> None:
    """Write the words of the reports that are there already, some at a time."""
    bind = op.get_bind()
    value = "CAST(:words AS tsvector)" if postgres else "' ' || :words"
    write = sa.text(f"UPDATE service_request SET search_words = {value} WHERE id = :id")
    read = sa.text(
        "SELECT id, description, address FROM service_request WHERE id > :after ORDER BY id LIMIT :most"
    )
    after = 0
    while rows := bind.execute(read, {"after": after, "most": BATCH}).all():
        bind.execute(write, [{"id": row.id, "words": search_words(row[1], row[2])} for row in rows])
        after = rows[-1].id


def make(indexes: dict[str, tuple[str, list[str]]]) -> None:
    for name, (condition, columns) in indexes.items():
        where = sa.text(condition)
        op.create_index(
            f"ix_service_request_{name}",
            "service_request",
            columns,
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    op.drop_table("saved_filter")
    if op.get_bind().dialect.name == "postgresql":
        for name in WORDS:
            op.drop_index(f"ix_service_request_{name}", table_name="service_request")
    for name in INDEXES:
        op.drop_index(f"ix_service_request_{name}", table_name="service_request")
    make(INDEXES_BEFORE)
    op.drop_column("service_request", "search_words")
