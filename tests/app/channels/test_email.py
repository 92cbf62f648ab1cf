"""E-mail against a real mail server: what arrives, and what is tried again."""

import socket
from threading import Thread

import pytest
from aiosmtpd.smtp import AuthResult

from app.channels.email import Mail, MailLine
from app.channels.errors import ChannelError, Refused
from tests.gateways import certificate, free_port, mail_server

MAIL = Mail(
    key="change-1-reporter-1",
    to="gulchehra@example.uz",
    subject="Murojaatingiz keldi: N3C2-7T3E — «Новбаҳор»",
    text="Yoʻl tuzatildi.\n",
    html="<!doctype html><p>Yoʻl tuzatildi.</p>",
    language="uz",
    unsubscribe="https://mahalla.example.uz/stop/abc",
)


def settings(port, **values):
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_SECURITY": "none",
        "SMTP_USER": "",
        "SMTP_PASSWORD": "",
        "SMTP_CA_FILE": "",
        "GATEWAY_SECONDS": 5,
        "MAIL_FROM": "Smart-mahalla <no-reply@mahalla.example.uz>",
        "SERVICE_NAME": "Smart-mahalla",
        "SERVICE_EMAIL": "",
        **values,
    }


@pytest.fixture
def mailbox():
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def line(mailbox):
    line = MailLine(settings(mailbox.port))
    yield line
    line.close()


def test_a_letter_arrives_as_text_and_as_html_with_the_headers_it_needs(mailbox, line):
    line.send(MAIL)
    (letter,) = mailbox.letters
    assert mailbox.recipients == [MAIL.to]
    assert letter["Subject"] == MAIL.subject
    assert letter["From"] == "Smart-mahalla <no-reply@mahalla.example.uz>"
    assert letter["To"] == MAIL.to
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "uz"
    # One POST to that address stops it, without a visit (RFC 8058).
    assert letter["List-Unsubscribe"] == f"<{MAIL.unsubscribe}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.get_content_type() == "multipart/alternative"
    text, html = letter.iter_parts()
    assert (text.get_content_type(), text.get_content().strip()) == ("text/plain", "Yoʻl tuzatildi.")
    assert html.get_content_type() == "text/html"


def test_the_same_message_again_has_the_same_number(mailbox, line):
    line.send(MAIL)
    line.send(MAIL)
    first, second = mailbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@mahalla.example.uz>")


def test_one_connection_carries_many_letters(mailbox, line):
    for _number in range(5):
        line.send(MAIL)
    assert (len(mailbox.letters), mailbox.connections) == (5, 1)


def test_a_server_that_hung_up_in_between_is_called_again(mailbox, line):
    line.send(MAIL)
    line._smtp.sock.shutdown(socket.SHUT_RDWR)
    line.send(MAIL)
    assert (len(mailbox.letters), mailbox.connections) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("421 too busy", ChannelError),
        ("450 mailbox busy", ChannelError),
        ("451 greylisted, come again", ChannelError),
        ("452 no space", ChannelError),
        ("550 no such mailbox", Refused),
        ("553 not allowed", Refused),
    ],
)
def test_a_recipient_is_tried_again_or_given_up_as_the_server_says(mailbox, line, answer, kind):
    mailbox.answer = lambda recipient: answer
    with pytest.raises(ChannelError) as refusal:
        line.send(MAIL)
    assert type(refusal.value) is kind
    assert str(refusal.value) == f"smtp {answer[:3]}"
    # The next one goes, on the same way or on a new one.
    mailbox.answer = lambda recipient: None
    line.send(MAIL)
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(("answer", "kind"), [("451 try later", ChannelError), ("554 spam", Refused)])
def test_a_letter_is_tried_again_or_given_up_as_the_server_says(mailbox, line, answer, kind):
    mailbox.data_answer = lambda number: answer
    with pytest.raises(ChannelError) as refusal:
        line.send(MAIL)
    assert type(refusal.value) is kind


def test_nobody_there_is_tried_again():
    with pytest.raises(ChannelError, match="smtp ConnectionRefusedError") as refusal:
        MailLine(settings(free_port())).send(MAIL)
    assert not isinstance(refusal.value, Refused)


def test_a_server_that_says_nothing_is_not_waited_for_long():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        line = MailLine(settings(silent.getsockname()[1], GATEWAY_SECONDS=0.2))
        with pytest.raises(ChannelError, match="smtp "):
            line.send(MAIL)


def test_a_server_that_dies_in_the_middle_of_a_letter_is_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk():
            caller, _address = server.accept()
            with caller:
                caller.sendall(b"220 here\r\n")
                caller.recv(1000)
                caller.sendall(b"250 hello\r\n")
                caller.recv(1000)

        thread = Thread(target=talk)
        thread.start()
        with pytest.raises(ChannelError, match="smtp SMTPServerDisconnected"):
            MailLine(settings(server.getsockname()[1])).send(MAIL)
        thread.join()


def test_the_way_is_encrypted_and_the_server_is_known(tmp_path):
    context, chain = certificate(tmp_path)
    with mail_server(tls_context=context, require_starttls=True) as mailbox:
        line = MailLine(settings(mailbox.port, SMTP_SECURITY="starttls", SMTP_CA_FILE=str(chain)))
        line.send(MAIL)
        line.close()
        assert len(mailbox.letters) == 1
        # Somebody in between with a certificate of their own gets nothing.
        stranger = MailLine(settings(mailbox.port, SMTP_SECURITY="starttls"))
        with pytest.raises(ChannelError, match="smtp SSLCertVerificationError"):
            stranger.send(MAIL)
        assert len(mailbox.letters) == 1


def test_a_server_without_encryption_gets_nothing_where_it_is_demanded(mailbox):
    with pytest.raises(ChannelError) as refusal:
        MailLine(settings(mailbox.port, SMTP_SECURITY="starttls")).send(MAIL)
    assert mailbox.letters == []
    assert not isinstance(refusal.value, Refused)


def test_a_wrong_password_is_our_own_fault_so_the_letter_waits(tmp_path):
    context, chain = certificate(tmp_path)

    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == b"right", handled=False)

    options = {
        "tls_context": context,
        "authenticator": check,
        "auth_required": True,
        "require_starttls": True,
    }
    with mail_server(**options) as mailbox:
        known = {"SMTP_SECURITY": "starttls", "SMTP_CA_FILE": str(chain), "SMTP_USER": "mahalla"}
        with pytest.raises(ChannelError, match="smtp 535") as refusal:
            MailLine(settings(mailbox.port, **known, SMTP_PASSWORD="wrong")).send(MAIL)
        assert not isinstance(refusal.value, Refused)
        line = MailLine(settings(mailbox.port, **known, SMTP_PASSWORD="right"))
        line.send(MAIL)
        line.close()
        assert len(mailbox.letters) == 1


def test_without_a_server_it_lies_in_a_folder(tmp_path):
    line = MailLine({**settings(0), "SMTP_HOST": "", "OUTGOING_ROOT": str(tmp_path / "out")})
    line.send(MAIL)
    line.send(MAIL)
    (path,) = (tmp_path / "out").iterdir()
    assert path.name == "change-1-reporter-1.eml"
    assert b"List-Unsubscribe-Post" in path.read_bytes()


def test_what_somebody_typed_makes_no_header_of_its_own(mailbox, line):
    from dataclasses import replace

    line.send(replace(MAIL, subject="Chuqur Bcc: boshqa@example.uz"))
    assert mailbox.letters[0]["Bcc"] is None
    with pytest.raises(ValueError, match=r"linefeed|newline|CR|header"):
        line.send(replace(MAIL, subject="Chuqur\r\nBcc: boshqa@example.uz"))
