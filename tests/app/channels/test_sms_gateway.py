"""SMS against a real HTTP server that speaks a gateway's messages."""

import pytest

from app.channels.errors import ChannelError, Refused
from app.channels.sms import Sms, SmsLine
from tests.gateways import free_port, http_gateway

SMS = Sms(key="code-7", to="+998907654321", text="Kod: 123456. Hech kimga aytmang.")
GENERIC = {
    "SMS_STYLE": "generic",
    "SMS_TOKEN": "secret-token",
    "SMS_USER": "",
    "SMS_PASSWORD": "",
    "SMS_FROM": "Mahalla",
    "SMS_FIELDS": {"phone": "phone", "text": "text", "from": "from", "key": "id"},
    "SMS_BODY": "json",
    "GATEWAY_SECONDS": 5,
}
ESKIZ = {
    **GENERIC,
    "SMS_STYLE": "eskiz",
    "SMS_USER": "hokimiyat@example.uz",
    "SMS_PASSWORD": "p",
    "SMS_FROM": "4546",
}


def send(gateway, settings, times=1):
    line = SmsLine({**settings, "SMS_URL": gateway.url})
    try:
        for _number in range(times):
            line.send(SMS)
    finally:
        line.close()


def test_a_generic_gateway_gets_json_with_the_names_it_knows():
    with http_gateway(lambda asked, n: (200, {"ok": True})) as gateway:
        send(gateway, GENERIC)
        (asked,) = gateway.asked
    assert asked.headers["authorization"] == "Bearer secret-token"
    assert asked.fields == {"phone": SMS.to, "text": SMS.text, "from": "Mahalla", "id": "code-7"}


def test_a_generic_gateway_may_want_a_form_with_other_names():
    names = {"phone": "to", "text": "body"}
    with http_gateway(lambda asked, n: (202, None)) as gateway:
        send(gateway, {**GENERIC, "SMS_FIELDS": names, "SMS_BODY": "form", "SMS_TOKEN": ""})
        (asked,) = gateway.asked
    assert asked.fields == {"to": SMS.to, "body": SMS.text}
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (422, Refused),
        (401, ChannelError),
        (403, ChannelError),
        (402, ChannelError),
        (429, ChannelError),
        (500, ChannelError),
        (503, ChannelError),
        (302, ChannelError),
    ],
)
def test_an_answer_says_whether_trying_again_is_any_use(status, kind):
    said = {"error": "+998907654321 is wrong"}
    with http_gateway(lambda asked, n: (status, said)) as gateway, pytest.raises(ChannelError) as refusal:
        send(gateway, GENERIC)
    assert type(refusal.value) is kind
    # What is kept of it names no phone.
    assert str(refusal.value) == f"sms {status}"


def test_nobody_there_is_tried_again():
    line = SmsLine({**GENERIC, "SMS_URL": f"http://127.0.0.1:{free_port()}"})
    with pytest.raises(ChannelError, match="sms ConnectionError") as refusal:
        line.send(SMS)
    assert not isinstance(refusal.value, Refused)


def eskiz(asked, number):
    """Answer as notify.eskiz.uz does; the first token has run out."""
    if asked.path == "/auth/login":
        assert asked.fields == {"email": "hokimiyat@example.uz", "password": "p"}
        return 200, {
            "message": "token_generated",
            "data": {"token": f"token-{number}"},
            "token_type": "bearer",
        }
    assert asked.path == "/message/sms/send"
    if asked.headers["authorization"] == "Bearer token-0":
        return 401, {"status": "error", "message": "Expired"}
    return 200, {"id": "e837dec2", "message": "Waiting for SMS provider", "status": "waiting"}


def test_eskiz_signs_in_again_when_its_token_has_run_out():
    with http_gateway(eskiz) as gateway:
        send(gateway, ESKIZ, times=2)
        paths = [asked.path for asked in gateway.asked]
        last = gateway.asked[-1]
    send_path = "/message/sms/send"
    assert paths == ["/auth/login", send_path, "/auth/login", send_path, send_path]
    assert last.fields == {"mobile_phone": "998907654321", "message": SMS.text, "from": "4546"}


def test_eskiz_that_says_error_is_tried_again():
    def answer(asked, number):
        if asked.path == "/auth/login":
            return 200, {"data": {"token": "t"}}
        return 200, {"status": "error", "message": "balance"}

    with http_gateway(answer) as gateway, pytest.raises(ChannelError, match="says error"):
        send(gateway, ESKIZ)


@pytest.mark.parametrize(
    "answer", [(401, {"message": "wrong"}), (200, {"data": None}), (200, ["x"]), (502, None)]
)
def test_eskiz_that_lets_nobody_in_keeps_the_message_waiting(answer):
    with http_gateway(lambda asked, n: answer) as gateway, pytest.raises(ChannelError) as refusal:
        send(gateway, ESKIZ)
    assert str(refusal.value).startswith("sms sign-in")
    assert not isinstance(refusal.value, Refused)


def test_without_a_gateway_it_lies_in_a_folder(tmp_path):
    SmsLine({**GENERIC, "SMS_URL": "", "OUTGOING_ROOT": str(tmp_path)}).send(SMS)
    (path,) = tmp_path.iterdir()
    assert path.name == "code-7.sms.txt"
    assert SMS.text in path.read_text()
