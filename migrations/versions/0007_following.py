"""The tables of following: who has the same problem, what is asked and answered, and their place in the inbox.

Revision: 0007, after 0006
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.policy import policy

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHANGES = ("UPDATE", "DELETE")
OPEN = sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')")
#: The partial indexes of the inbox, without the column that orders them.
INBOXES = {
    "ix_service_request_inbox": ["agency_id"],
    "ix_service_request_inbox_service": ["agency_id", "service_id"],
    "ix_service_request_jobs": ["crew_id"],
}


def big_id() -> sa.types.TypeEngine[int]:
    """Return the type of a counted row's number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def word(*words: str, name: str) -> sa.Enum:
    """Return a fixed list of words, kept by a CHECK."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    create_supporter()
    create_remark()
    op.add_column(
        "service_request", sa.Column("question_asked_at", sa.DateTime(timezone=True), nullable=True)
    )
    for name, kind in (("supporters_count", sa.Integer()), ("queue_order", sa.BigInteger())):
        op.add_column("service_request", sa.Column(name, kind, nullable=False, server_default=sa.text("0")))
    place_what_is_there()
    order_inboxes_by("queue_order", "due_at", "id")


def create_supporter() -> None:
    op.create_table(
        "supporter",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("service_request_id", big_id(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("email_index", sa.String(length=64), nullable=True),
        sa.Column("device_index", sa.String(length=64), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_supporter_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporter")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_supporter_client_uuid")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_supporter_secret_hash")),
        *(
            sa.UniqueConstraint(
                "service_request_id", column, name=op.f(f"uq_supporter_service_request_id_{column}")
            )
            for column in ("device_index", "phone_index", "email_index")
        ),
    )
    op.create_index("ix_supporter_request", "supporter", ["service_request_id", "id"])
    for column in ("phone_index", "email_index"):
        op.create_index(op.f(f"ix_supporter_{column}"), "supporter", [column])


def create_remark() -> None:
    op.create_table(
        "remark",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("service_request_id", big_id(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", word("comment", "question", "answer", name="remark_kind"), nullable=False),
        sa.Column(
            "actor",
            word("reporter", "crew", "dispatcher", "operator", "admin", "system", name="actor"),
            nullable=False,
        ),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("about_id", big_id(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'answer' OR about_id IS NOT NULL", name=op.f("ck_remark_answer_has_question")
        ),
        sa.ForeignKeyConstraint(["about_id"], ["remark.id"], name=op.f("fk_remark_about_id_remark")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_remark_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["user_account.id"], name=op.f("fk_remark_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_remark_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("about_id", name=op.f("uq_remark_about_id")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_remark_client_uuid")),
    )
    op.create_index("ix_remark_request", "remark", ["service_request_id", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER remark_append_only BEFORE UPDATE OR DELETE ON remark "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()"
        )
        op.execute(
            "CREATE TRIGGER remark_no_truncate BEFORE TRUNCATE ON remark "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()"
        )
        return
    for change in CHANGES:
        op.execute(
            f"CREATE TRIGGER remark_no_{change.lower()} BEFORE {change} ON remark "
            "BEGIN SELECT RAISE(ABORT, 'remark is append-only'); END"
        )


def place_what_is_there() -> None:
    """Count who sent the reports that were tied to one, and give each its place by the day of its promise here."""
    op.execute(
        "UPDATE service_request SET supporters_count = (SELECT count(*) FROM service_request AS tied "
        "WHERE tied.duplicate_of_id = service_request.id) "
        "WHERE id IN (SELECT duplicate_of_id FROM service_request WHERE duplicate_of_id IS NOT NULL)"
    )
    zone = policy().calendar.zone
    if op.get_bind().dialect.name == "postgresql":
        day = f"((due_at AT TIME ZONE '{zone.key}')::date - DATE '0001-01-01' + 1)"
    else:
        # As the zone stands now: where clocks are changed, an old report may be placed a day off.
        minutes = round((datetime.now(zone).utcoffset() or timedelta()).total_seconds() / 60)
        day = f"CAST(julianday(date(due_at, '{minutes:+d} minutes')) - 1721424.5 AS INTEGER)"
    op.execute(f"UPDATE service_request SET queue_order = {day} * 10000 - supporters_count")


def order_inboxes_by(*columns: str) -> None:
    for name, first in INBOXES.items():
        op.drop_index(name, table_name="service_request")
        op.create_index(name, "service_request", [*first, *columns], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    order_inboxes_by("due_at", "id")
    for column in ("queue_order", "supporters_count", "question_asked_at"):
        op.drop_column("service_request", column)
    op.drop_table("remark")
    op.drop_table("supporter")
