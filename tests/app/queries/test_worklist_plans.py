"""How the lists of open reports are read: by their partial indexes, whatever the planner knows."""

import pytest
from sqlalchemy import event

from app.db import db
from app.models import ServiceRequest
from app.queries import worklist
from tests.factories import World


@pytest.fixture
def world(session):
    return World()


def test_the_lists_of_open_reports_are_read_from_their_partial_indexes(world, now, session):
    open_one, closed_one = world.report("accepted"), world.report("closed")
    add_copies(session, open_one)
    add_copies(session, open_one, crew_id=world.other_crew.id)
    add_copies(session, closed_one)
    plans = []

    def explain(connection, cursor, statement, parameters, *rest):
        if "service_request" not in statement:
            return
        side = connection.connection.cursor()
        side.execute(EXPLAIN[connection.dialect.name] + statement, parameters)
        plans.append(str(side.fetchall()))

    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # What the planner knows of the table is what is in it now, whatever other tests have left. The lock of it
        # keeps everybody else's statistics out until this test is over.
        connection.exec_driver_sql("ANALYZE service_request")
    event.listen(connection, "before_cursor_execute", explain)
    worklist.inbox(world.dispatcher, now=now)
    worklist.crew_jobs(world.crew_member, now)
    event.remove(connection, "before_cursor_execute", explain)
    assert len(plans) == 2
    assert "ix_service_request_inbox" in plans[0]
    assert "ix_service_request_jobs" in plans[1]


EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
#: More than a page or a crew's list shows: so many are read in order, and so few sorted at once.
COPIES = 2000


def add_copies(session, report, **values):
    """Add copies of a report, each due some minutes after the one before."""
    differing = {
        "id": ":last + n",
        "public_id": "'C' || (:last + n)",
        "client_uuid": "'copy ' || (:last + n)",
        "secret_hash": "'copy ' || (:last + n)",
        "queue_order": "queue_order + n * 100000",
        **{name: str(value) for name, value in values.items()},
    }
    columns = ServiceRequest.__table__.columns.keys()
    last = session.scalar(db.select(db.func.max(ServiceRequest.id)))
    session.execute(
        db.text(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {COPIES}) "
            f"INSERT INTO service_request ({', '.join(columns)}) "
            f"SELECT {', '.join(differing.get(name, name) for name in columns)} "
            "FROM service_request, numbers WHERE id = :id"
        ),
        {"last": last, "id": report.id},
    )
