"""What is over is read by its service: the inbox's lane of it under a rare service, at any agency.

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OVER = sa.text("status IN ('closed', 'rejected', 'duplicate')")


def upgrade() -> None:
    op.create_index(
        "ix_service_request_over",
        "service_request",
        ["service_id", "status", "submitted_at", "id"],
        sqlite_where=OVER,
        postgresql_where=OVER,
    )


def downgrade() -> None:
    op.drop_index("ix_service_request_over", table_name="service_request")
