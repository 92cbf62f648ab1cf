"""The first administrator is made from the machine itself."""

from sqlalchemy import select

from app import passwords
from app.models import User


def test_an_admin_is_made_and_the_password_printed_once(app, session):
    run = app.test_cli_runner().invoke(args=["users", "create-admin", "Boss@example.uz", "--name", "Boss"])
    assert run.exit_code == 0
    user = session.scalar(select(User))
    assert (user.login, user.role) == ("boss@example.uz", "admin")
    assert passwords.verify(user.password_hash, run.output.rsplit(" ", 1)[1].strip())
    again = app.test_cli_runner().invoke(args=["users", "create-admin", "boss@example.uz", "--name", "B"])
    assert again.exit_code == 1
    assert "already" in again.output
    assert "boss@example.uz" in app.test_cli_runner().invoke(args=["users", "list"]).output
