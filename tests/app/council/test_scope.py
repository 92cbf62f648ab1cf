"""What a council may read, asked of one thing and as a condition for many: both say the same."""

import pytest
from sqlalchemy import select

from app import access
from app.db import db
from app.models import Area, CouncilQuestion, HotSpot
from tests.council_pages import ask_about, make_spot
from tests.factories import World, make_area, make_user


@pytest.fixture
def people(app, session):
    world = World()
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    spot = make_spot(world)
    ask_about(world, spot)
    return {
        "nobody": None,
        "resident": world.resident,
        "dispatcher": world.dispatcher,
        "other dispatcher": world.other_dispatcher,
        "gone": make_user("council", area=world.district, is_active=False),
        "mahalla": make_user("council", area=world.mahalla),
        "next mahalla": make_user("council", area=world.other_mahalla),
        "district": world.council,
        "next district": make_user("council", area=next_district),
        "region": make_user("council", area=world.region),
        "admin": world.admin,
    }


def test_areas_hot_spots_and_questions_are_the_same_both_ways(people):
    areas = db.session.scalars(select(Area)).all()
    spot = db.session.scalars(select(HotSpot)).one()
    question = db.session.scalars(select(CouncilQuestion)).one()
    for name, user in people.items():
        overseen = set(db.session.scalars(select(Area.id).where(access.areas_overseen(user))))
        assert overseen == {area.id for area in areas if access.may_oversee_area(user, area)}, name
        read = db.session.scalars(select(HotSpot.id).where(access.hot_spots_read_by(user))).all()
        allowed = any(access.may_oversee_area(user, part.area) for part in spot.areas)
        assert bool(read) is allowed, name
        answerable = db.session.scalars(select(CouncilQuestion.id).where(access.answerable_by(user))).all()
        assert bool(answerable) is access.may_answer(user, question), name
    assert access.may_answer(people["dispatcher"], question)
