"""Staff: who may be let in, how far the role reaches, and that nobody is locked out for good."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import passwords
from app.actions import sessions, staff
from app.domain.errors import FieldError, NotPermitted
from app.models import Role, User
from tests.factories import NOW, World, make_user


@pytest.fixture
def world(session):
    return World()


def add(world, **values):
    """Add somebody as an admin would; what is not named gets a plain value."""
    plain = {"login": "yangi@example.uz", "name": "Yangi Xodim", "role": Role.OPERATOR, "at": NOW}
    return staff.add_user(**{**plain, "by": world.admin, **values})


def change(world, user, **values):
    """Change somebody as an admin would; what is not named stays."""
    same = {
        "name": user.name,
        "role": user.role,
        "agency": user.agency,
        "crew": user.crew,
        "area": user.area,
        "is_active": user.is_active,
    }
    staff.change_user(user, **{**same, "by": world.admin, **values})


def reach(user):
    """Return how far somebody's role reaches: agency, crew, area."""
    return user.agency_id, user.crew_id, user.area_id


def refusal(error):
    """Return the field and the reason of a refusal."""
    return error.value.field, error.value.reason


# Adding.


def test_a_first_password_is_long_works_once_handed_over_and_is_kept_as_a_hash_only(world, session):
    user, password = add(world)
    assert len(password) >= passwords.MIN_LENGTH
    assert password not in user.password_hash
    assert sessions.sign_in("yangi@example.uz", password, at=NOW) is user
    assert add(world, login="second@example.uz")[1] != password


LOGINS = [
    ("dilnoza", "dilnoza"),
    (" Dilnoza.Karimova+1@Toshkent-Shahar.UZ ", "dilnoza.karimova+1@toshkent-shahar.uz"),
    ("1-brigada", "1-brigada"),
]


@pytest.mark.parametrize(("typed", "kept"), LOGINS)
def test_a_login_is_kept_without_case_and_spaces(world, typed, kept):
    assert add(world, login=typed)[0].login == kept


WRONG_LOGINS = ["", " ", "Дилноза", "di lnoza", "@example.uz", "a@b@c", "a/b", "-x", "x" * 201]


@pytest.mark.parametrize("login", WRONG_LOGINS)
def test_a_login_that_cannot_be_typed_everywhere_is_refused(world, session, login):
    before = session.scalar(select(func.count()).select_from(User))
    with pytest.raises(FieldError) as error:
        add(world, login=login)
    assert refusal(error) == ("login", "unreadable")
    assert session.scalar(select(func.count()).select_from(User)) == before


def test_a_login_belongs_to_one_person_whatever_its_case(world):
    add(world, login="dilnoza")
    with pytest.raises(FieldError) as error:
        add(world, login="DILNOZA")
    assert refusal(error) == ("login", "taken")


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_a_person_has_a_name(world, name):
    with pytest.raises(FieldError) as error:
        add(world, name=name)
    assert refusal(error) == ("name", "missing")


# The reach of a role: exactly what it needs, and nothing that is left over.

NEEDS = [(Role.DISPATCHER, "agency"), (Role.CREW, "crew"), (Role.COUNCIL, "area")]


@pytest.mark.parametrize(("role", "needed"), NEEDS)
def test_a_role_that_reaches_somewhere_says_where(world, role, needed):
    with pytest.raises(FieldError) as error:
        add(world, role=role)
    assert refusal(error) == (f"{needed}_id", "missing")


REACHES = [
    (Role.RESIDENT, (None, None, None)),
    (Role.OPERATOR, (None, None, None)),
    (Role.ADMIN, (None, None, None)),
    (Role.DISPATCHER, ("agency", None, None)),
    (Role.CREW, (None, "crew", None)),
    (Role.COUNCIL, (None, None, "district")),
]


@pytest.mark.parametrize(("role", "expected"), REACHES)
def test_a_role_gets_its_own_reach_and_no_other(world, role, expected):
    everything = {"agency": world.agency, "crew": world.crew, "area": world.district}
    ids = tuple(getattr(world, name).id if name else None for name in expected)
    user, _ = add(world, role=role, **everything)
    assert reach(user) == ids
    other = make_user("operator")
    change(world, other, role=role, **everything)
    assert reach(other) == ids


# Changing, and what it ends.

CHANGES = [
    ({"role": Role.OPERATOR}, True),
    ({"is_active": False}, True),
    ({"agency": "other_agency"}, True),
    ({"name": "Boshqa ism"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("values", "ends"), CHANGES)
def test_what_changes_somebodys_reach_ends_their_sessions(world, values, ends):
    user = world.dispatcher
    before = user.session_version
    change(world, user, **{k: getattr(world, v) if k == "agency" else v for k, v in values.items()})
    assert (user.session_version != before) == ends


def test_a_new_first_password_ends_the_old_one_and_every_session(world):
    user, old = add(world)
    before = user.session_version
    new = staff.reset_password(user, by=world.admin)
    assert user.session_version == before + 1
    assert sessions.sign_in(user.login, old, at=NOW) is None
    assert sessions.sign_in(user.login, new, at=NOW) is user


def test_who_is_let_in_no_more_cannot_sign_in_with_the_right_password(world):
    user, password = add(world)
    change(world, user, is_active=False)
    assert sessions.sign_in(user.login, password, at=NOW) is None


LAST = [{"role": Role.OPERATOR}, {"is_active": False}]


@pytest.mark.parametrize("values", LAST)
def test_the_last_administrator_stays_one(world, session, values):
    with pytest.raises(FieldError) as error:
        change(world, world.admin, **values)
    assert refusal(error) == ("role", "last_admin")
    session.expire_all()
    assert (world.admin.role, world.admin.is_active) == (Role.ADMIN, True)


@pytest.mark.parametrize("values", LAST)
def test_an_administrator_may_go_once_there_is_another_who_may_sign_in(world, session, values):
    away = make_user("admin", is_active=False)
    session.commit()
    with pytest.raises(FieldError):
        change(world, world.admin, **values)
    away.is_active = True
    session.commit()
    change(world, world.admin, **values)


# Only an admin does any of it.


@pytest.mark.parametrize("role", ["dispatcher", "crew_member", "council", "operator", "resident"])
def test_nobody_but_an_admin_touches_staff(world, session, role):
    by = getattr(world, role)
    target = make_user("operator")
    session.commit()
    for act in (
        lambda: add(world, by=by),
        lambda: change(world, target, role=Role.ADMIN, by=by),
        lambda: change(world, by, role=Role.ADMIN, by=by),
        lambda: staff.reset_password(target, by=by),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert session.scalar(select(func.count()).where(User.role == Role.ADMIN)) == 1


def test_an_admin_who_was_let_go_does_nothing_more(world, session):
    gone = make_user("admin", is_active=False)
    session.commit()
    with pytest.raises(NotPermitted):
        add(world, by=gone)


def test_the_first_administrator_needs_nobody(session):
    user, password = staff.create_admin("Boss@example.uz", "Boss", at=NOW)
    assert (user.login, user.role) == ("boss@example.uz", Role.ADMIN)
    assert sessions.sign_in("boss@example.uz", password, at=NOW + timedelta(days=1)) is user
    assert user.signed_in_at == NOW + timedelta(days=1)
