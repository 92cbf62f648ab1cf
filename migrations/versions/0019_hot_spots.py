"""Hot spots that were found, what councils ask about them, and which of them are projects.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

#: The newest first, for taking back.
TABLES = (
    *("council_question", "project_follower", "project_change", "project"),
    *("hot_spot_area", "hot_spot", "hot_spot_run"),
)
MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def json() -> sa.types.TypeEngine[object]:
    """Return JSON, binary where the database has it."""
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def words(name: str, *known: str) -> sa.Enum:
    """Return the type of a word out of a list."""
    return sa.Enum(*known, name=name, native_enum=False, create_constraint=True, length=20)


def number(name: str = "id") -> sa.Column[int]:
    """Return a column that numbers the rows."""
    return sa.Column(name, sa.Integer(), nullable=False)


def foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key, with the name that the models give it."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    create_runs()
    create_spots()
    create_projects()
    create_questions()


def create_runs() -> None:
    op.create_table(
        "hot_spot_run",
        number(),
        number("area_id"),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("week_on", sa.Date(), nullable=True),
        sa.Column("taken_until", MOMENT, nullable=True),
        number("attempts"),
        number("percent"),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("method", sa.String(60), nullable=False),
        sa.Column("parameters", json(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        number("reports"),
        foreign("hot_spot_run", "area_id", "area"),
        foreign("hot_spot_run", "by_user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hot_spot_run")),
        sa.UniqueConstraint("area_id", "week_on", name=op.f("uq_hot_spot_run_area_id_week_on")),
    )
    unfinished = sa.text("finished_at IS NULL AND failed_at IS NULL")
    op.create_index(
        "uq_hot_spot_run_unfinished",
        "hot_spot_run",
        ["area_id"],
        unique=True,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
    op.create_index("ix_hot_spot_run_finished", "hot_spot_run", ["area_id", "finished_at"])


def create_spots() -> None:
    op.create_table(
        "hot_spot",
        sa.Column("id", BIG, nullable=False),
        number("run_id"),
        sa.Column("kind", words("spot_kind", "cluster", "repeated"), nullable=False),
        number("service_group_id"),
        *(sa.Column(name, sa.Float(53), nullable=False) for name in ("west", "south", "east", "north")),
        sa.Column("side_m", sa.Double(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        number("observed"),
        sa.Column("expected", sa.Double(), nullable=True),
        sa.Column("p_value", sa.Double(), nullable=True),
        sa.Column("began_on", json(), nullable=False),
        sa.Column("is_recent", sa.Boolean(), nullable=False),
        sa.Column("first_found_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind <> 'cluster' OR (p_value IS NOT NULL AND expected IS NOT NULL)",
            name=op.f("ck_hot_spot_cluster_has_chance"),
        ),
        foreign("hot_spot", "run_id", "hot_spot_run"),
        foreign("hot_spot", "service_group_id", "service_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hot_spot")),
    )
    op.create_index("ix_hot_spot_run", "hot_spot", ["run_id", "id"])
    op.create_table(
        "hot_spot_area",
        sa.Column("hot_spot_id", BIG, autoincrement=False, nullable=False),
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        number("reports"),
        foreign("hot_spot_area", "hot_spot_id", "hot_spot"),
        foreign("hot_spot_area", "area_id", "area"),
        sa.PrimaryKeyConstraint("hot_spot_id", "area_id", name=op.f("pk_hot_spot_area")),
    )
    op.create_index("ix_hot_spot_area_area", "hot_spot_area", ["area_id", "hot_spot_id"])


def create_projects() -> None:
    op.create_table(
        "project",
        number(),
        number("area_id"),
        sa.Column("hot_spot_id", BIG, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("post", sa.String(160), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("is_warm", sa.Boolean(), nullable=False),
        foreign("project", "area_id", "area"),
        foreign("project", "hot_spot_id", "hot_spot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_index("ix_project_area", "project", ["area_id", "ended_at"])
    events = ("begun", "changed", "cooled", "warm_again", "ended")
    op.create_table(
        "project_change",
        sa.Column("id", BIG, nullable=False),
        number("project_id"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("event", words("project_event", *events), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        foreign("project_change", "project_id", "project"),
        foreign("project_change", "by_user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_change")),
    )
    op.create_index("ix_project_change_project", "project_change", ["project_id", "id"])
    keep_history("project_change")
    op.create_table(
        "project_follower",
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        foreign("project_follower", "project_id", "project"),
        foreign("project_follower", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("project_id", "user_id", name=op.f("pk_project_follower")),
    )


def keep_history(table: str) -> None:
    """Refuse every change of what is written."""
    if op.get_bind().dialect.name == "postgresql":
        for what, moment, each in (
            ("append_only", "UPDATE OR DELETE", "ROW"),
            ("no_truncate", "TRUNCATE", "STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{what} BEFORE {moment} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_rewriting_history()"
            )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def create_questions() -> None:
    table = "council_question"
    op.create_table(
        table,
        number(),
        *(number(name) for name in ("area_id", "by_user_id", "agency_id")),
        sa.Column("service_request_id", BIG, nullable=True),
        sa.Column("hot_spot_id", BIG, nullable=True),
        sa.Column("client_uuid", sa.String(36), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(service_request_id IS NULL) <> (hot_spot_id IS NULL)",
            name=op.f(f"ck_{table}_report_or_hot_spot"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f(f"ck_{table}_answer_has_words")
        ),
        foreign(table, "area_id", "area"),
        foreign(table, "by_user_id", "user_account"),
        foreign(table, "answered_by_user_id", "user_account"),
        foreign(table, "agency_id", "agency"),
        foreign(table, "service_request_id", "service_request"),
        foreign(table, "hot_spot_id", "hot_spot"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("client_uuid", name=op.f(f"uq_{table}_client_uuid")),
    )
    op.create_index(f"ix_{table}_area", table, ["area_id", "asked_at"])
    op.create_index(f"ix_{table}_request", table, ["service_request_id"])
    op.create_index(f"ix_{table}_spot", table, ["hot_spot_id"])
    waiting = sa.text("answered_at IS NULL")
    op.create_index(
        f"ix_{table}_waiting", table, ["agency_id", "due_at"], sqlite_where=waiting, postgresql_where=waiting
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
