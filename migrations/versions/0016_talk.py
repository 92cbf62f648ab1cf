"""What contractors send, photos that staff alone see, problems that are not the same, and councils reminded.

Revision: 0016, after 0015
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("before", "after")
CHANGES = ("UPDATE", "DELETE")


def big_id() -> sa.types.TypeEngine[int]:
    """Return the type of a counted row's number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def foreign(column: str, to: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key of the new table, with the name that the models give it."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_merge_dismissal_{column}_{to}"))


def upgrade() -> None:
    """Let photos be a contractor's, keep hidden ones from everybody, and make the table."""
    change_kinds(KINDS, (*KINDS, "contractor"))
    op.add_column("photo", sa.Column("staff_only", sa.Boolean(), server_default=sa.false(), nullable=False))
    keep_hidden_ones()
    op.add_column("contractor_link", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "service_request", sa.Column("decision_reminded_at", sa.DateTime(timezone=True), nullable=True)
    )
    create_merge_dismissal()


def change_kinds(words: tuple[str, ...], instead: tuple[str, ...]) -> None:
    """Change the kinds of photos that a CHECK allows. A photo of a kind that goes stops this."""
    before, after = (f"kind IN ({quoted(those)})" for those in (words, instead))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_photo_photo_kind"), "photo", type_="check")
        op.create_check_constraint(op.f("ck_photo_photo_kind"), "photo", after)
        return
    # SQLite changes no CHECK: the table is made anew as it was made, with its indexes after it.
    connection = op.get_bind()
    made = connection.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'photo' AND sql IS NOT NULL")
    ).all()
    (own,) = (sql for kind, sql in made if kind == "table")
    if own.count(before) != 1:
        raise RuntimeError("photo.kind is not kept to the words that were expected")
    run = connection.exec_driver_sql
    run("CREATE TEMP TABLE kept_rows AS SELECT * FROM photo")
    run("DROP TABLE photo")
    run(own.replace(before, after))
    run("INSERT INTO photo SELECT * FROM kept_rows")
    run("DROP TABLE kept_rows")
    for kind, sql in made:
        if kind != "table":
            run(sql)


def quoted(words: tuple[str, ...]) -> str:
    """Return words as SQL writes a list of them."""
    return ", ".join(f"'{word}'" for word in words)


def keep_hidden_ones() -> None:
    """Mark the photos of comments that are hidden now, and their copies in reports that were split off."""
    connection = op.get_bind()
    hidden = connection.execute(
        sa.text(
            "SELECT remark.detail FROM remark JOIN remark_hiding ON remark_hiding.remark_id = remark.id "
            "WHERE remark_hiding.hides AND remark_hiding.id = "
            "(SELECT max(later.id) FROM remark_hiding AS later WHERE later.remark_id = remark.id)"
        )
    ).scalars()
    # One database gives JSON back as text, the other one as what it means.
    details = [json.loads(detail) if isinstance(detail, str) else detail for detail in hidden]
    for photo_id in {number for detail in details for number in detail.get("photo_ids", ())}:
        connection.execute(
            sa.text(
                "UPDATE photo SET staff_only = true WHERE key = (SELECT shown.key FROM photo AS shown WHERE shown.id = :id)"
            ),
            {"id": photo_id},
        )


def create_merge_dismissal() -> None:
    op.create_table(
        "merge_dismissal",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("one_id", big_id(), nullable=False),
        sa.Column("other_id", big_id(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("dismisses", sa.Boolean(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_merge_dismissal_lower_first")),
        foreign("one_id", "service_request"),
        foreign("other_id", "service_request"),
        foreign("by_user_id", "user_account"),
        foreign("agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_dismissal")),
    )
    op.create_index("ix_merge_dismissal_one", "merge_dismissal", ["one_id", "id"])
    op.create_index("ix_merge_dismissal_other", "merge_dismissal", ["other_id", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER merge_dismissal_append_only BEFORE UPDATE OR DELETE ON merge_dismissal "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()"
        )
        op.execute(
            "CREATE TRIGGER merge_dismissal_no_truncate BEFORE TRUNCATE ON merge_dismissal "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()"
        )
        return
    for change in CHANGES:
        op.execute(
            f"CREATE TRIGGER merge_dismissal_no_{change.lower()} BEFORE {change} ON merge_dismissal "
            "BEGIN SELECT RAISE(ABORT, 'merge_dismissal is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table("merge_dismissal")
    op.drop_column("service_request", "decision_reminded_at")
    op.drop_column("contractor_link", "erased_at")
    op.drop_column("photo", "staff_only")
    change_kinds((*KINDS, "contractor"), KINDS)
