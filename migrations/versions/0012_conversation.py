"""The tables of one report's conversation: notes and replies, templates, hidden comments, parts, contractors' links.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ACTORS = ("reporter", "crew", "dispatcher", "operator", "admin", "system")
NEW_ACTORS = ("council", "contractor")
KINDS = ("comment", "question", "answer")
NEW_KINDS = ("note", "reply")
ANSWERS = ("will_do", "done", "not_ours")
#: Table, column, its words until now, and the words that are new.
LISTS = (
    ("status_change", "actor", "actor", ACTORS, NEW_ACTORS),
    ("remark", "actor", "actor", ACTORS, NEW_ACTORS),
    ("remark", "kind", "remark_kind", KINDS, NEW_KINDS),
)
CHANGES = ("UPDATE", "DELETE")
WAITS = sa.text("decision_asked_at IS NOT NULL")


def big_id() -> sa.types.TypeEngine[int]:
    """Return the type of a counted row's number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key with the name that the models give it."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    """Let the fixed lists know the new words, and make the tables."""
    for table, column, name, words, more in LISTS:
        change_words(table, column, name, words, words + more)
    create_reply_template()
    create_remark_hiding()
    create_split_part()
    create_contractor_link()
    op.add_column(
        "service_request", sa.Column("decision_asked_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_service_request_decision",
        "service_request",
        ["decision_asked_at"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def change_words(
    table: str, column: str, name: str, words: tuple[str, ...], instead: tuple[str, ...]
) -> None:
    """Change the words that a CHECK allows. History that has a word which goes stops this: it is not rewritten."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({quoted(instead)})")
        return
    # SQLite changes no CHECK: the table is made anew as it was made, with its indexes and triggers after it.
    connection = op.get_bind()
    made = connection.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"),
        {"table": table},
    ).all()
    (own,) = (sql for kind, sql in made if kind == "table")
    before, after = (f"{column} IN ({quoted(those)})" for those in (words, instead))
    if own.count(before) != 1:
        raise RuntimeError(f"{table}.{column} is not kept to the words that were expected")
    run = connection.exec_driver_sql
    run(f"CREATE TEMP TABLE kept_rows AS SELECT * FROM {table}")
    run(f"DROP TABLE {table}")
    run(own.replace(before, after))
    run(f"INSERT INTO {table} SELECT * FROM kept_rows")
    run("DROP TABLE kept_rows")
    for kind, sql in made:
        if kind != "table":
            run(sql)


def quoted(words: tuple[str, ...]) -> str:
    """Return words as SQL writes a list of them."""
    return ", ".join(f"'{word}'" for word in words)


def create_reply_template() -> None:
    op.create_table(
        "reply_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("service_group_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "service_id IS NULL OR service_group_id IS NULL", name=op.f("ck_reply_template_service_or_group")
        ),
        foreign("reply_template", "service_id", "service"),
        foreign("reply_template", "service_group_id", "service_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
    )


def create_remark_hiding() -> None:
    op.create_table(
        "remark_hiding",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("remark_id", big_id(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("hides", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        foreign("remark_hiding", "remark_id", "remark"),
        foreign("remark_hiding", "by_user_id", "user_account"),
        foreign("remark_hiding", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_hiding")),
    )
    op.create_index("ix_remark_hiding_remark", "remark_hiding", ["remark_id", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER remark_hiding_append_only BEFORE UPDATE OR DELETE ON remark_hiding "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()"
        )
        op.execute(
            "CREATE TRIGGER remark_hiding_no_truncate BEFORE TRUNCATE ON remark_hiding "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()"
        )
        return
    for change in CHANGES:
        op.execute(
            f"CREATE TRIGGER remark_hiding_no_{change.lower()} BEFORE {change} ON remark_hiding "
            "BEGIN SELECT RAISE(ABORT, 'remark_hiding is append-only'); END"
        )


def create_split_part() -> None:
    op.create_table(
        "split_part",
        sa.Column("part_id", big_id(), nullable=False),
        sa.Column("original_id", big_id(), nullable=False),
        foreign("split_part", "part_id", "service_request"),
        foreign("split_part", "original_id", "service_request"),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_split_part")),
    )
    op.create_index(op.f("ix_split_part_original_id"), "split_part", ["original_id"])


def create_contractor_link() -> None:
    answer = sa.Enum(*ANSWERS, name="answer", native_enum=False, create_constraint=True, length=20)
    op.create_table(
        "contractor_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_request_id", big_id(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", answer, nullable=True),
        foreign("contractor_link", "service_request_id", "service_request"),
        foreign("contractor_link", "agency_id", "agency"),
        foreign("contractor_link", "by_user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractor_link")),
    )
    op.create_index(op.f("ix_contractor_link_service_request_id"), "contractor_link", ["service_request_id"])


def downgrade() -> None:
    op.drop_index("ix_service_request_decision", table_name="service_request")
    op.drop_column("service_request", "decision_asked_at")
    for table in ("contractor_link", "split_part", "remark_hiding", "reply_template"):
        op.drop_table(table)
    for table, column, name, words, more in reversed(LISTS):
        change_words(table, column, name, words + more, words)
