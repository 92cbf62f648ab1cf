"""The settings of messages: mail server, SMS gateway, web push, quiet hours. Rows of the table in `app.config`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.notices import EVENTS, quiet_hours


def _list(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.strip().lower() not in words:
            raise ValueError(f"say one of {', '.join(words)}")
        return text.strip().lower()

    return parse


def _events(text: str) -> frozenset[str]:
    unknown = set(_list(text)) - set(EVENTS)
    if unknown:
        raise ValueError(f"there is no event {', '.join(sorted(unknown))}; there are {', '.join(EVENTS)}")
    return frozenset(_list(text))


def _fields(text: str) -> dict[str, str]:
    """Read `phone=to,text=body`; a part that is not named is not sent."""
    pairs = dict(pair.split("=", 1) for pair in _list(text))
    unknown = set(pairs) - {"phone", "text", "from", "key"}
    if unknown or not {"phone", "text"} <= set(pairs):
        raise ValueError("name phone and text, and from and key if the gateway knows them")
    return pairs


def missing_for_messages(settings: Mapping[str, Any]) -> str:
    """Return what a service that really writes to people cannot do without, as a sentence; empty: nothing."""
    if not (settings["SMTP_HOST"] or settings["SMS_URL"] or settings["WEB_PUSH_KEY"]):
        return ""
    if not settings["CANONICAL_URL"]:
        return "CANONICAL_URL is missing: links in messages would lead nowhere."
    if settings["SMTP_HOST"] and "@" not in (settings["MAIL_FROM"] or settings["SERVICE_EMAIL"]):
        return "MAIL_FROM is missing: e-mails need a sender."
    return ""


#: Name, default, how it is read, and the sentence that explains it.
MESSAGES: tuple[tuple[str, str, Callable[[str], Any], str], ...] = (
    (
        "MAIL_FROM",
        "",
        str,
        "Whom e-mails come from: `Smart-mahalla <no-reply@mahalla.example.uz>`; empty: SERVICE_EMAIL.",
    ),
    ("SMTP_HOST", "", str, "The mail server; empty: e-mails are written into OUTGOING_ROOT."),
    ("SMTP_PORT", "587", int, "Its port: 587 for `starttls`, 465 for `tls`."),
    (
        "SMTP_SECURITY",
        "starttls",
        _one_of("starttls", "tls", "none"),
        "`starttls`, `tls`, or `none` for a server on this machine.",
    ),
    ("SMTP_USER", "", str, "Who signs in to the mail server; empty: nobody has to."),
    ("SMTP_PASSWORD", "", str, "And with which password."),
    (
        "SMTP_CA_FILE",
        "",
        str,
        "A file of certificates to trust, for a mail server with a certificate of its own; empty: the system's.",
    ),
    ("SMS_URL", "", str, "The SMS gateway's address; empty: SMS are written into OUTGOING_ROOT."),
    (
        "SMS_STYLE",
        "generic",
        _one_of("generic", "eskiz"),
        "`generic`: one POST with SMS_TOKEN; `eskiz`: as notify.eskiz.uz speaks, with SMS_URL=https://notify.eskiz.uz/api.",
    ),
    ("SMS_TOKEN", "", str, "Sent as `Authorization: Bearer ...` to a generic gateway; empty: not sent."),
    ("SMS_USER", "", str, "Who signs in to a gateway of the eskiz style: its e-mail."),
    ("SMS_PASSWORD", "", str, "And with which password."),
    ("SMS_FROM", "", str, "The sender's name or number that the gateway gave you."),
    (
        "SMS_FIELDS",
        "phone=phone,text=text,from=from,key=id",
        _fields,
        "What a generic gateway calls the phone, the text, the sender, and the key by which it knows a repetition.",
    ),
    (
        "SMS_BODY",
        "json",
        _one_of("json", "form"),
        "How a generic gateway is written to: `json` or `form`.",
    ),
    (
        "SMS_EVENTS",
        "received,resolved,rejected,duplicate,question",
        _events,
        "What a resident without an e-mail is told by SMS; each one costs money. Also: accepted, in_work, reopened, "
        "confirmed, closed, handed_over, overdue.",
    ),
    ("GATEWAY_SECONDS", "10", float, "How long a mail server or a gateway is waited for."),
    (
        "QUIET_HOURS",
        "21:00-08:00",
        quiet_hours,
        "When residents get no messages, in local time; they wait for the morning, codes do not. Empty: never quiet.",
    ),
    (
        "WEB_PUSH_KEY",
        "",
        str,
        "The private key of web push, made once by `flask push keys`; empty: nobody is offered it.",
    ),
    (
        "WEB_PUSH_CONTACT",
        "",
        str,
        "Where browsers' makers write when something is wrong: `mailto:...` or `https://...`; empty: SERVICE_EMAIL.",
    ),
    (
        "WEB_PUSH_SERVICES",
        "https://fcm.googleapis.com,https://*.push.services.mozilla.com,https://*.notify.windows.com,"
        "https://*.push.apple.com",
        _list,
        "The makers' servers that messages are handed to, encrypted; a device of any other is refused.",
    ),
    (
        "ALERT_LIMIT",
        "20 per hour",
        str,
        "How often one address may ask for alerts; mobile networks share addresses.",
    ),
)
