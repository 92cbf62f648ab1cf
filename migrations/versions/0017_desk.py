"""Look-ups of phones are kept for a time and then erased: what is old enough may be deleted, nothing younger.

Revision: 0017, after 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

#: Younger than so many days no look-up is deleted by anybody, whatever the settings say. `app.kept_settings`
#: knows the same number.
YOUNGEST_DAYS = 30


def upgrade() -> None:
    """Let old look-ups be deleted, and find them by their age; remind of the law's day for an answer from now on."""
    look_at_appeals_again()
    op.create_index("ix_phone_lookup_at", "phone_lookup", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"""
            CREATE FUNCTION refuse_rewriting_lookups() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{YOUNGEST_DAYS} days' THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'phone_lookup is append-only' USING ERRCODE = 'restrict_violation';
            END
            $$
            """
        )
        op.execute("DROP TRIGGER phone_lookup_append_only ON phone_lookup")
        op.execute(
            "CREATE TRIGGER phone_lookup_append_only BEFORE UPDATE OR DELETE ON phone_lookup "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_lookups()"
        )
        return
    op.execute("DROP TRIGGER phone_lookup_no_delete")
    op.execute(
        "CREATE TRIGGER phone_lookup_no_delete BEFORE DELETE ON phone_lookup "
        f"WHEN OLD.at IS NULL OR julianday(OLD.at) IS NULL OR julianday(OLD.at) >= julianday('now', '-{YOUNGEST_DAYS} days') "
        "BEGIN SELECT RAISE(ABORT, 'phone_lookup is append-only'); END"
    )


def downgrade() -> None:
    """Refuse every deletion again, as 0013 did."""
    op.drop_index("ix_phone_lookup_at", "phone_lookup")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER phone_lookup_append_only ON phone_lookup")
        op.execute("DROP FUNCTION refuse_rewriting_lookups()")
        op.execute(
            "CREATE TRIGGER phone_lookup_append_only BEFORE UPDATE OR DELETE ON phone_lookup "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()"
        )
        return
    op.execute("DROP TRIGGER phone_lookup_no_delete")
    op.execute(
        "CREATE TRIGGER phone_lookup_no_delete BEFORE DELETE ON phone_lookup "
        "BEGIN SELECT RAISE(ABORT, 'phone_lookup is append-only'); END"
    )


def look_at_appeals_again() -> None:
    """Let the next sweep look at every open appeal: the law's day for its answer has a clock now."""
    op.execute(
        "UPDATE service_request SET clock_next_at = submitted_at WHERE answer_due_on IS NOT NULL "
        "AND status IN ('received', 'accepted', 'in_progress', 'reopened')"
    )
