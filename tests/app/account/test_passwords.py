"""Passwords, and how often somebody may guess one."""

import pytest
from argon2 import PasswordHasher

from app import passwords
from app.actions import sessions
from tests.factories import NOW, make_user

PASSWORD = "a good long password"
KEPT = passwords.hash_password(PASSWORD)


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own():
    assert KEPT.startswith("$argon2id$")
    assert passwords.hash_password(PASSWORD) != KEPT


@pytest.mark.parametrize(
    "kept", ["!", "", "not a hash", KEPT[:-4]], ids=["mark", "empty", "words", "cut_off"]
)
def test_what_is_no_hash_lets_nobody_in(kept):
    assert not passwords.verify(kept, PASSWORD)


def test_nobody_has_no_password_not_even_the_one_that_stands_in_for_it():
    assert not passwords.verify(None, "nobody has this password")


def test_an_unknown_login_is_hashed_for_as_long_as_a_known_one(session, monkeypatch):
    asked = []
    verify = passwords._hasher.verify

    class Counting:
        hash = passwords._hasher.hash

        def verify(self, kept, password):
            asked.append(kept)
            return verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    known = make_user("admin", password_hash=KEPT)
    gone = make_user("admin", password_hash=KEPT, is_active=False)
    session.commit()
    for login in (known.login, gone.login, "nobody@example.uz"):
        assert sessions.sign_in(login, "wrong", at=NOW) is None
    assert len(asked) == 3
    # Each of them costs the same: the parameters stand in what was verified.
    assert len({kept.rsplit("$", 2)[0] for kept in asked}) == 1


def test_a_hash_made_with_weaker_parameters_is_made_anew_at_the_next_sign_in(session):
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    user = make_user("admin", password_hash=weak)
    session.commit()
    assert sessions.sign_in(user.login, "wrong", at=NOW) is None
    assert user.password_hash == weak
    assert sessions.sign_in(user.login, PASSWORD, at=NOW) is user
    assert not passwords.needs_rehash(user.password_hash)
    assert sessions.sign_in(user.login, PASSWORD, at=NOW) is user


# How often.


def codes(app, attempts):
    """Return the answers to attempts to sign in, each from an address with a login."""
    return [
        app.test_client()
        .post("/sign-in", data={"login": login, "password": "x"}, environ_base={"REMOTE_ADDR": address})
        .status_code
        for address, login in attempts
    ]


@pytest.fixture
def three(app, monkeypatch):
    """Three attempts a minute; hashing, which is slow on purpose, is left out."""
    monkeypatch.setattr(passwords, "verify", lambda kept, password: False)
    monkeypatch.setitem(app.config, "SIGN_IN_LIMIT", "3 per minute")


def test_one_address_may_not_try_many_logins(app, session, three):
    assert codes(app, [("10.0.0.1", f"user{n}") for n in range(4)]) == [422, 422, 422, 429]


def test_one_login_may_not_be_tried_from_many_addresses_nor_in_other_letters(app, session, three):
    attempts = [("10.0.0.1", "admin"), ("10.0.0.2", "ADMIN"), ("10.0.0.3", " Admin "), ("10.0.0.4", "admin")]
    assert codes(app, attempts) == [422, 422, 422, 429]


def test_others_are_not_held_up_by_it(app, session, three):
    codes(app, [("10.0.0.1", "admin")] * 4)
    assert codes(app, [("10.0.0.2", "somebody")]) == [422]


def test_the_form_itself_may_be_looked_at_as_often_as_one_likes(app, session, three):
    client = app.test_client()
    assert {client.get("/sign-in").status_code for _ in range(6)} == {200}


def test_too_many_attempts_are_told_in_words(app, session, three):
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    answers = [client.post("/sign-in", data={"login": "admin", "password": "x"}) for _ in range(4)]
    assert "Wait a few minutes" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
