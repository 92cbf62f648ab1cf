"""The contractor's page: the report without anything personal, one answer, and an end."""

from datetime import timedelta

import pytest

from app.actions import contractors
from app.contractor_link import read_token, token_of
from app.db import db
from app.models import Remark
from tests.app.conversations import invite, uuid
from tests.app.pages import words
from tests.conftest import NOW
from tests.factories import World, make_photo


@pytest.fixture
def world(app, session):
    return World()


def answer(client, link, **values):
    sent = {"client_uuid": uuid(), "answer": "will_do", "words": "Dushanba kuni", **values}
    return client.post(f"/c/{token_of(link.id)}", data=sent)


def test_it_shows_the_report_and_nobody_and_takes_one_answer(client, world):
    sr = world.report(
        contact_name="Gulchehra Sinovova",
        phone="907654321",
        photo_tokens=[make_photo()],
        address="Maktab yonida",
    )
    link = invite(world, sr)
    page = client.get(f"/c/{token_of(link.id)}")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Yoʻlda chuqur bor" in words(page)
    for trace in ("Gulchehra", "7654321", sr.secret, world.dispatcher.name):
        assert trace not in page.text
    done = answer(client, link)
    assert done.status_code == 303
    again = client.get(done.location)
    assert again.status_code == 410
    assert "You answered already." in words(again)
    assert answer(client, link).status_code == 410
    assert db.session.query(Remark).one().words == "Dushanba kuni"


@pytest.mark.parametrize(
    ("values", "said"), [({"answer": ""}, "Fill in this field."), ({"words": " "}, "Fill in this field.")]
)
def test_what_is_missing_is_asked_for(client, world, values, said):
    link = invite(world, world.report())
    refused = answer(client, link, **values)
    assert refused.status_code == 422
    assert said in words(refused)
    assert db.session.query(Remark).count() == 0


def test_a_link_that_is_over_or_taken_back_says_so(client, world, frozen_time):
    sr = world.report()
    taken, old = invite(world, sr), invite(world, sr)
    contractors.revoke(sr, taken.id, by=world.dispatcher, at=NOW)
    assert "The agency took the link back." in words(client.get(f"/c/{token_of(taken.id)}"))
    frozen_time.shift(timedelta(days=8))
    gone = client.get(f"/c/{token_of(old.id)}")
    assert gone.status_code == 410
    assert "they are over" in words(gone)
    assert "Yoʻlda chuqur bor" not in words(gone)


@pytest.mark.parametrize("token", ["1", "MQ", "MQ.AAAA", "x" * 300, "%00"])
def test_a_link_that_is_not_ours_is_not_there(client, world, token):
    invite(world, world.report())
    assert client.get(f"/c/{token}").status_code == 404


def test_the_link_is_signed_for_its_row_alone(app, world):
    one, two = token_of(1), token_of(2)
    assert (read_token(one), read_token(two)) == (1, 2)
    forged = two.split(".")[0] + "." + one.split(".")[1]
    assert read_token(forged) is None
