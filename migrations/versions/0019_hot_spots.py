"""Hot spots that were found, what councils ask about them, and which of them are projects.

Revision: 0019, after 0018
"""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
