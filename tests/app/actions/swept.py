"""What the sweep over the clocks made: steps in histories, what is gathered, and the letters."""

from sqlalchemy import select

from app.actions import escalating, gathering
from app.models import OutboxMessage, StatusChange
from app.notices import escalation_letters
from app.policy import policy
from tests.factories import make_user


def sweep(now):
    total = 0
    while done := escalating.sweep(now):
        total += done
    return total


def steps(session, sr):
    rows = session.scalars(
        select(StatusChange)
        .where(StatusChange.service_request_id == sr.id, StatusChange.move == "escalate")
        .order_by(StatusChange.id)
    )
    return [(row.detail["step"], row.actor) for row in rows]


def keys(session, prefix):
    return sorted(session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.startswith(prefix))))


def waiting(session):
    """What is gathered and not sent yet, by step."""
    found = {}
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.kind == "clock", OutboxMessage.done_at.is_(None))
        .order_by(OutboxMessage.id)
        .execution_options(populate_existing=True)
    )
    for row in rows:
        found.setdefault(row.payload["step"], []).append(row.payload)
    return found


def letters(session, now):
    """Spread what is gathered, twice as after a kill, and write every letter: step and letter, in their order."""
    gathered = select(OutboxMessage).where(OutboxMessage.kind == "clock").order_by(OutboxMessage.id)
    for row in session.scalars(gathered.execution_options(populate_existing=True)).all():
        gathering.spread(row.key, row.payload, now=now)
        gathering.spread(row.key, row.payload, now=now)
    write = {"escalation_to": escalation_letters.escalation, "escalation_digest": escalation_letters.many}
    rows = session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind.in_(write)).order_by(OutboxMessage.id)
    ).all()
    return [(row.payload["step"], write[row.kind](row.key, row.payload)) for row in rows]


def local(moment):
    return f"{moment.astimezone(policy().calendar.zone):%d %H:%M}"


def give_addresses(world, session, app, monkeypatch):
    """Everybody whom a step may tell has an address."""
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz")
    world.agency.email, world.agency.head_email = "desk@roads.uz", "head@roads.uz"
    mahalla, region = make_user("council", area=world.mahalla), make_user("council", area=world.region)
    make_user("council", area=world.other_mahalla)
    session.commit()
    return {
        "dispatcher": ["desk@roads.uz", world.dispatcher.login],
        "head": ["head@roads.uz"],
        "mahalla": [mahalla.login],
        "district": [world.council.login],
        "region": [region.login],
    }
