"""The admin sees what could not be delivered, without whom it was for, and sends it again."""

import pytest
from sqlalchemy import select

from app.models import OutboxMessage
from tests.conftest import sign_in
from tests.factories import World, make_parked_message


@pytest.fixture
def admin(session, client):
    sign_in(client, World().admin)
    return client


def parked(session):
    session.expire_all()
    return list(
        session.scalars(select(OutboxMessage.key).where(OutboxMessage.parked_at.is_not(None)).order_by("id"))
    )


def test_what_is_parked_is_shown_with_its_reason(admin):
    make_parked_message(key="change-7-reporter-3")
    assert "smtp 421" in admin.get("/admin/messages").text
    assert "/admin/messages" in admin.get("/admin/").text


def test_one_is_sent_again_or_all(admin, session):
    one, *_rest = (make_parked_message(key=key) for key in "abc")
    admin.post("/admin/messages/again", data={"id": one.id})
    assert parked(session) == ["b", "c"]
    admin.post("/admin/messages/again")
    assert parked(session) == []
    assert admin.post("/admin/messages/again").status_code == 303


def test_one_is_given_up(admin, session):
    message = make_parked_message(key="a")
    admin.post(f"/admin/messages/{message.id}/drop")
    assert parked(session) == []
    assert session.get(OutboxMessage, message.id).done_at is not None
