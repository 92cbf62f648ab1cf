"""Web push against a server such as a browser's maker runs, read by a browser with keys of its own."""

import base64
import json
from dataclasses import replace

import pytest

from app.channels.errors import ChannelError, Gone, Refused
from app.channels.web_push import MAX_BYTES, Push, PushLine, is_allowed, new_private_key, payload, public_key
from tests.gateways import Browser, free_port, http_gateway

MAKERS = ["https://fcm.googleapis.com", "https://*.push.services.mozilla.com"]
KEY = new_private_key()


def push_to(browser, **values):
    keys = browser.subscription["keys"]
    push = Push(
        key="k",
        endpoint=browser.endpoint,
        p256dh=keys["p256dh"],
        auth=keys["auth"],
        title="Murojaat N3C2-7T3E: tuzatildimi?",
        body="Toza hudud: “tuzatildi”.",
        url="https://mahalla.example.uz/r/N3C2-7T3E/secret",
        tag="report-N3C2-7T3E",
    )
    return replace(push, **values)


def line_to(url, **values):
    return PushLine(
        {
            "WEB_PUSH_KEY": KEY,
            "WEB_PUSH_CONTACT": "mailto:it@example.uz",
            "WEB_PUSH_SERVICES": [url],
            "SERVICE_EMAIL": "",
            "GATEWAY_SECONDS": 5,
            **values,
        }
    )


def test_only_the_browser_itself_reads_what_is_sent():
    with http_gateway(lambda asked, n: (201, None)) as maker:
        browser = Browser.at(f"{maker.url}/send/device-1")
        line_to(maker.url).send(push_to(browser))
        (asked,) = maker.asked
    assert b"Murojaat" not in asked.body
    assert browser.read(asked.body) == {
        "title": "Murojaat N3C2-7T3E: tuzatildimi?",
        "body": "Toza hudud: “tuzatildi”.",
        "url": "https://mahalla.example.uz/r/N3C2-7T3E/secret",
        "tag": "report-N3C2-7T3E",
    }
    assert asked.headers["content-encoding"] == "aes128gcm"
    assert int(asked.headers["ttl"]) > 0


def test_the_message_is_signed_with_our_own_key():
    with http_gateway(lambda asked, n: (201, None)) as maker:
        line_to(maker.url).send(push_to(Browser.at(f"{maker.url}/x")))
        said = maker.asked[0].headers["authorization"]
    assert said.startswith("vapid ")
    parts = dict(part.strip().split("=", 1) for part in said.removeprefix("vapid ").split(","))
    assert parts["k"] == public_key(KEY)
    claims = json.loads(base64.urlsafe_b64decode(parts["t"].split(".")[1] + "=="))
    assert (claims["sub"], claims["aud"]) == ("mailto:it@example.uz", maker.url)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, Gone),
        (410, Gone),
        (400, Refused),
        (413, Refused),
        (429, ChannelError),
        (500, ChannelError),
        (403, ChannelError),
    ],
)
def test_an_answer_says_whether_anybody_is_there(status, kind):
    with http_gateway(lambda asked, n: (status, None)) as maker, pytest.raises(ChannelError) as refusal:
        line_to(maker.url).send(push_to(Browser.at(f"{maker.url}/x")))
    assert type(refusal.value) is kind
    assert str(refusal.value) == f"web push {status}"


def test_nobody_there_is_tried_again():
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ChannelError) as refusal:
        line_to(url).send(push_to(Browser.at(f"{url}/x")))
    assert type(refusal.value) is ChannelError


def test_keys_that_are_none_are_refused_for_good():
    with http_gateway(lambda asked, n: (201, None)) as maker:
        with pytest.raises(Refused):
            line_to(maker.url).send(push_to(Browser.at(f"{maker.url}/x"), p256dh="AAAA"))
        assert maker.asked == []


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evil.example/https://fcm.googleapis.com", False),
        ("https://fcm.googleapis.com@evil.example/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://127.0.0.1/admin", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://evil.example/.push.services.mozilla.com", False),
        ("https://evil.example?.push.services.mozilla.com", False),
        ("https://[::1", False),
        ("", False),
        ("https://fcm.googleapis.com/" + "x" * 1000, False),
    ],
)
def test_nothing_is_sent_anywhere_but_to_the_makers(endpoint, allowed):
    assert is_allowed(endpoint, MAKERS) is allowed


def test_a_long_message_is_cut_and_still_read():
    browser = Browser.at("https://fcm.googleapis.com/x")
    data = payload(push_to(browser, body="ў" * 5000))
    assert len(data) <= MAX_BYTES
    assert json.loads(data)["body"].endswith("…")


def test_keys_are_new_each_time():
    assert new_private_key() != new_private_key()
    assert len(base64.urlsafe_b64decode(public_key(KEY) + "=")) == 65
