"""Files of open data that were made, data sets that people suggested, and what residents tell of themselves.

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AGE_BANDS = ("under_18", "18_29", "30_44", "45_59", "60_up", "untold")
SEXES = ("female", "male", "untold")


def upgrade() -> None:
    op.create_table(
        "open_data_file",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_open_data_file")),
    )
    op.create_table(
        "data_suggestion",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_suggestion")),
    )
    op.create_index("ix_data_suggestion_created_at", "data_suggestion", ["created_at"])
    op.create_table(
        "resident_count",
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("age_band", _words(AGE_BANDS, "age_band"), nullable=False),
        sa.Column("sex", _words(SEXES, "sex"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_resident_count_counted")),
        sa.PrimaryKeyConstraint("month_on", "region_id", "age_band", "sex", name=op.f("pk_resident_count")),
    )
    op.create_table(
        "resident_told",
        sa.Column("service_request_id", BIG_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_resident_told_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("service_request_id", name=op.f("pk_resident_told")),
    )


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def downgrade() -> None:
    for table in ("resident_told", "resident_count", "data_suggestion", "open_data_file"):
        op.drop_table(table)
