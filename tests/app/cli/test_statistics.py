"""`flask statistics`: counting again, counting what changed, and saying whether it adds up."""

from __future__ import annotations

from sqlalchemy import update

from app.db import db
from app.models import report_roll
from tests.factories import World


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["statistics", *arguments])


def test_counting_what_changed_and_checking_it(app, session):
    World().report("closed")
    assert "Not counted yet" in run(app, "check").output
    assert "changes were counted." in run(app, "fold").output
    assert run(app, "fold").output.strip() == "0 changes were counted."
    assert run(app, "check").exit_code == 0


def test_a_wrong_sum_is_found_and_counted_again(app, session):
    World().report()
    run(app, "fold")
    db.session.execute(update(report_roll).values(people=9))
    db.session.commit()
    found = run(app, "check")
    assert found.exit_code == 1
    assert "flask statistics rebuild" in found.output
    assert run(app, "rebuild").output.strip() == "The statistics were counted again: 1 reports."
    assert run(app, "check").exit_code == 0
