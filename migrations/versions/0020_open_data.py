"""Files of open data that were made, data sets that people suggested, and what residents tell of themselves.

Revision: 0020, after 0019
"""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
