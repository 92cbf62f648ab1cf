"""The tables of the main job: territory, services, agencies, people, reports, history, the map's counts.

Revision: 0001, the first
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def prepare_spatial_database() -> None:
    """Make the database spatial. Inside the transaction this takes milliseconds on SpatiaLite, outside seconds."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    elif connection.scalar(sa.text("SELECT CheckSpatialMetaData()")) < 1:
        connection.execute(sa.text("SELECT InitSpatialMetaData(0, 'WGS84')"))


def upgrade() -> None:
    prepare_spatial_database()
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "region",
                "district",
                "mahalla",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.CheckConstraint("population >= 0", name=op.f("ck_area_population_not_negative")),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("level", "code", name=op.f("uq_area_level_code")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_waiting", ["done_at", "parked_at", "not_before_at"], unique=False
        )

    op.create_table(
        "service_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_group")),
        sa.UniqueConstraint("code", name=op.f("uq_service_group_code")),
    )
    op.create_table(
        "territory_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_territory_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory_version")),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("posts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_agency_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_area_id"), ["area_id"], unique=False)

    op.create_geospatial_table(
        "boundary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "boundary",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("area_km2", sa.Double(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_boundary_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_boundary_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary")),
        sa.UniqueConstraint("area_id", "version", name=op.f("uq_boundary_area_id_version")),
    )
    with op.batch_alter_table("boundary", schema=None) as batch_op:
        batch_op.create_geospatial_index(
            "idx_boundary_boundary", ["boundary"], unique=False, postgresql_using="gist", postgresql_ops={}
        )
        batch_op.create_index("ix_boundary_current", ["area_id", "valid_to"], unique=False)

    op.create_table(
        "map_delta",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("service_group_id", sa.Integer(), nullable=False),
        sa.Column(
            "map_group",
            sa.Enum(
                "open",
                "in_work",
                "fixed",
                name="map_group",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_group_id"],
            ["service_group.id"],
            name=op.f("fk_map_delta_service_group_id_service_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_delta")),
    )
    op.create_table(
        "map_roll",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("service_group_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "map_group",
            sa.Enum(
                "open",
                "in_work",
                "fixed",
                name="map_group",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_group_id"],
            ["service_group.id"],
            name=op.f("fk_map_roll_service_group_id_service_group"),
        ),
        sa.PrimaryKeyConstraint("level", "cell", "service_group_id", "map_group", name=op.f("pk_map_roll")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("service_group_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("descriptions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("sla_hours", sa.Integer(), nullable=False),
        sa.Column(
            "sla_basis",
            sa.Enum(
                "working", "clock", name="sla_basis", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("photo_before_required", sa.Boolean(), nullable=False),
        sa.Column("photo_after_required", sa.Boolean(), nullable=False),
        sa.Column("allowed_distance_m", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("allowed_distance_m > 0", name=op.f("ck_service_allowed_distance_positive")),
        sa.CheckConstraint("sla_hours > 0", name=op.f("ck_service_sla_hours_positive")),
        sa.ForeignKeyConstraint(
            ["service_group_id"], ["service_group.id"], name=op.f("fk_service_service_group_id_service_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("service_code", name=op.f("uq_service_service_code")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_service_group_id"), ["service_group_id"], unique=False)

    op.create_table(
        "crew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_crew_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew")),
    )
    with op.batch_alter_table("crew", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crew_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("service_group_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(service_id IS NULL) <> (service_group_id IS NULL)",
            name=op.f("ck_responsibility_service_or_group"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_responsibility_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_responsibility_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_responsibility_area_id_area")),
        sa.ForeignKeyConstraint(
            ["service_group_id"],
            ["service_group.id"],
            name=op.f("fk_responsibility_service_group_id_service_group"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_responsibility_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
    )
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            "ix_responsibility_lookup", ["area_id", "service_id", "service_group_id"], unique=False
        )

    op.create_geospatial_table(
        "service_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("service_group_id", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "location",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("mahalla_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("crew_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "accepted",
                "in_progress",
                "resolved",
                "closed",
                "rejected",
                "duplicate",
                "reopened",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "map_group",
            sa.Enum(
                "open",
                "in_work",
                "fixed",
                name="map_group",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duplicate_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("was_overdue", sa.Boolean(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'duplicate' OR duplicate_of_id IS NOT NULL",
            name=op.f("ck_service_request_duplicate_has_original"),
        ),
        sa.CheckConstraint(
            "ST_X(location) BETWEEN -180 AND 180 AND ST_Y(location) BETWEEN -90 AND 90",
            name=op.f("ck_service_request_location_on_earth"),
        ),
        sa.CheckConstraint("cell >= 0", name=op.f("ck_service_request_cell_not_negative")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_service_request_rating_one_to_five")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_service_request_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name=op.f("fk_service_request_crew_id_crew")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["area.id"], name=op.f("fk_service_request_district_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"],
            ["service_request.id"],
            name=op.f("fk_service_request_duplicate_of_id_service_request"),
        ),
        sa.ForeignKeyConstraint(["mahalla_id"], ["area.id"], name=op.f("fk_service_request_mahalla_id_area")),
        sa.ForeignKeyConstraint(["region_id"], ["area.id"], name=op.f("fk_service_request_region_id_area")),
        sa.ForeignKeyConstraint(
            ["service_group_id"],
            ["service_group.id"],
            name=op.f("fk_service_request_service_group_id_service_group"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_request_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_service_request_client_uuid")),
        sa.UniqueConstraint("public_id", name=op.f("uq_service_request_public_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_service_request_secret_hash")),
    )
    with op.batch_alter_table("service_request", schema=None) as batch_op:
        batch_op.create_geospatial_index(
            "idx_service_request_location",
            ["location"],
            unique=False,
            postgresql_using="gist",
            postgresql_ops={},
        )
        batch_op.create_index(
            "ix_service_request_agency_status", ["agency_id", "status", "submitted_at"], unique=False
        )
        batch_op.create_index("ix_service_request_district", ["district_id", "submitted_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_service_request_duplicate_of_id"), ["duplicate_of_id"], unique=False
        )
        batch_op.create_index(
            "ix_service_request_inbox",
            ["agency_id", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
            postgresql_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
        )
        batch_op.create_index(
            "ix_service_request_inbox_service",
            ["agency_id", "service_id", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
            postgresql_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
        )
        batch_op.create_index(
            "ix_service_request_jobs",
            ["crew_id", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
            postgresql_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
        )
        batch_op.create_index("ix_service_request_mahalla", ["mahalla_id", "submitted_at"], unique=False)
        batch_op.create_index("ix_service_request_map", ["map_group", "cell"], unique=False)
        batch_op.create_index("ix_service_request_region", ["region_id", "submitted_at"], unique=False)
        batch_op.create_index("ix_service_request_resolved", ["status", "resolved_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_request_service_id"), ["service_id"], unique=False)
        batch_op.create_index("ix_service_request_submitted", ["submitted_at", "id"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "resident",
                "crew",
                "dispatcher",
                "operator",
                "council",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("crew_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role <> 'council' OR area_id IS NOT NULL", name=op.f("ck_user_account_council_has_area")
        ),
        sa.CheckConstraint(
            "role <> 'crew' OR crew_id IS NOT NULL", name=op.f("ck_user_account_crew_member_has_crew")
        ),
        sa.CheckConstraint(
            "role <> 'dispatcher' OR agency_id IS NOT NULL",
            name=op.f("ck_user_account_dispatcher_has_agency"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_user_account_agency_id_agency")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_user_account_area_id_area")),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name=op.f("fk_user_account_crew_id_crew")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login", name=op.f("uq_user_account_login")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_account_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_account_crew_id"), ["crew_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column(
            "service_request_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("email_index", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_contact_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("service_request_id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_email_index"), ["email_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_phone_index"), ["phone_index"], unique=False)

    op.create_table(
        "photo",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("upload_token", sa.String(length=64), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "before", "after", name="photo_kind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_longitude", sa.Float(precision=53), nullable=True),
        sa.Column("taken_latitude", sa.Float(precision=53), nullable=True),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_photo_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("upload_token", name=op.f("uq_photo_upload_token")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_key"), ["key"], unique=False)
        batch_op.create_index("ix_photo_request", ["service_request_id", "id"], unique=False)

    op.create_table(
        "routing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("boundary_id", sa.Integer(), nullable=True),
        sa.Column(
            "located_by",
            sa.Enum(
                "inside",
                "border",
                "nearest",
                "district",
                "region",
                name="located_by",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("distance_m", sa.Double(), nullable=False),
        sa.Column("territory_version", sa.Integer(), nullable=False),
        sa.Column("responsibility_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_routing_agency_id_agency")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_routing_area_id_area")),
        sa.ForeignKeyConstraint(
            ["boundary_id"], ["boundary.id"], name=op.f("fk_routing_boundary_id_boundary")
        ),
        sa.ForeignKeyConstraint(
            ["responsibility_id"],
            ["responsibility.id"],
            name=op.f("fk_routing_responsibility_id_responsibility"),
        ),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_routing_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing")),
    )
    with op.batch_alter_table("routing", schema=None) as batch_op:
        batch_op.create_index("ix_routing_request", ["service_request_id", "id"], unique=False)

    op.create_table(
        "status_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move", sa.String(length=30), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "received",
                "accepted",
                "in_progress",
                "resolved",
                "closed",
                "rejected",
                "duplicate",
                "reopened",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "received",
                "accepted",
                "in_progress",
                "resolved",
                "closed",
                "rejected",
                "duplicate",
                "reopened",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "actor",
            sa.Enum(
                "reporter",
                "crew",
                "dispatcher",
                "operator",
                "admin",
                "system",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("crew_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason_code",
            sa.Enum(
                "not_a_problem",
                "private_property",
                "already_fixed",
                "place_not_found",
                "not_enough_detail",
                "offensive",
                "other",
                name="reason_code",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_status_change_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["user_account.id"], name=op.f("fk_status_change_by_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name=op.f("fk_status_change_crew_id_crew")),
        sa.ForeignKeyConstraint(
            ["service_request_id"],
            ["service_request.id"],
            name=op.f("fk_status_change_service_request_id_service_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_change")),
    )
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.create_index("ix_status_change_request", ["service_request_id", "id"], unique=False)

    op.execute("INSERT INTO territory_version (id, version, changed_at) VALUES (1, 0, CURRENT_TIMESTAMP)")


def downgrade() -> None:
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.drop_index("ix_status_change_request")

    op.drop_table("status_change")
    with op.batch_alter_table("routing", schema=None) as batch_op:
        batch_op.drop_index("ix_routing_request")

    op.drop_table("routing")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index("ix_photo_request")
        batch_op.drop_index(batch_op.f("ix_photo_key"))

    op.drop_table("photo")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_phone_index"))
        batch_op.drop_index(batch_op.f("ix_contact_email_index"))

    op.drop_table("contact")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_crew_id"))
        batch_op.drop_index(batch_op.f("ix_user_account_area_id"))
        batch_op.drop_index(batch_op.f("ix_user_account_agency_id"))

    op.drop_table("user_account")
    with op.batch_alter_table("service_request", schema=None) as batch_op:
        batch_op.drop_index("ix_service_request_submitted")
        batch_op.drop_index(batch_op.f("ix_service_request_service_id"))
        batch_op.drop_index("ix_service_request_resolved")
        batch_op.drop_index("ix_service_request_region")
        batch_op.drop_index("ix_service_request_map")
        batch_op.drop_index("ix_service_request_mahalla")
        batch_op.drop_index(
            "ix_service_request_jobs",
            sqlite_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
            postgresql_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
        )
        batch_op.drop_index(
            "ix_service_request_inbox_service",
            sqlite_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
            postgresql_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
        )
        batch_op.drop_index(
            "ix_service_request_inbox",
            sqlite_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
            postgresql_where=sa.text("status IN ('received', 'accepted', 'in_progress', 'reopened')"),
        )
        batch_op.drop_index(batch_op.f("ix_service_request_duplicate_of_id"))
        batch_op.drop_index("ix_service_request_district")
        batch_op.drop_index("ix_service_request_agency_status")
        batch_op.drop_geospatial_index(
            "idx_service_request_location", postgresql_using="gist", column_name="location"
        )

    op.drop_geospatial_table("service_request")
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.drop_index("ix_responsibility_lookup")
        batch_op.drop_index(batch_op.f("ix_responsibility_agency_id"))

    op.drop_table("responsibility")
    with op.batch_alter_table("crew", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crew_agency_id"))

    op.drop_table("crew")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_service_group_id"))

    op.drop_table("service")
    op.drop_table("map_roll")
    op.drop_table("map_delta")
    with op.batch_alter_table("boundary", schema=None) as batch_op:
        batch_op.drop_index("ix_boundary_current")
        batch_op.drop_geospatial_index(
            "idx_boundary_boundary", postgresql_using="gist", column_name="boundary"
        )

    op.drop_geospatial_table("boundary")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_area_id"))

    op.drop_table("agency")
    op.drop_table("territory_version")
    op.drop_table("service_group")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_waiting")

    op.drop_table("outbox_message")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_parent_id"))

    op.drop_table("area")
