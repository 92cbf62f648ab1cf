"""One-time codes: asking for one, and typing it in.

What is counted is kept in the database, so that several processes agree; what a code is for, whose it is
and how often it was tried stands in one row. The rules are in `app.domain.codes`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from math import ceil

from sqlalchemy import ColumnElement, func, select, update

from app.actions import notices
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.codes import (
    CODE_HOLDS,
    CODES_A_DAY,
    CODES_AN_HOUR,
    MAX_TRIES,
    RESEND_AFTER,
    CodeTooSoon,
    TooManyCodes,
    Verdict,
    clean_code,
    network_of,
    new_code,
)
from app.models import CodePurpose, ContactKind, OneTimeCode
from app.personal_data import box
from app.policy import policy
from app.queries.my_reports import contact_indexes, is_known


@dataclass(frozen=True)
class Asked:
    """Who asks for a code, and for what. `contact` is clean (E.164, or an e-mail address)."""

    purpose: CodePurpose
    kind: ContactKind
    contact: str
    #: Where the request comes from: an IP address.
    address: str
    locale: str
    service_request_id: int | None = None


@one_transaction
def ask(asked: Asked, *, at: datetime) -> int:
    """Send a code to a contact, and return the number of its row, which the browser keeps.

    For "My reports" a contact that nobody reported with gets no message, but a row like any other, which
    no code fits: what the page says, what is counted and what is written are the same, so nobody learns who
    reports here. Raises CodeTooSoon, TooManyCodes.
    """
    indexes = contact_indexes(asked.kind, asked.contact)
    network_index = box().blind_index(f"network {network_of(asked.address)}")
    _one_at_a_time(indexes[0], network_index)
    _refuse_too_many(indexes, network_index, at)
    is_sent = asked.purpose is CodePurpose.CONFIRM or is_known(asked.kind, asked.contact)
    code = new_code()
    row = OneTimeCode(
        purpose=asked.purpose,
        kind=asked.kind,
        contact=asked.contact,
        contact_index=indexes[0],
        network_index=network_index,
        code_hash=_hashes(asked, code if is_sent else secrets.token_hex())[0],
        service_request_id=asked.service_request_id,
        created_at=at,
        expires_at=at + CODE_HOLDS,
    )
    db.session.add(row)
    db.session.flush()
    if is_sent:
        notices.send_code(
            phone=asked.contact if asked.kind is ContactKind.PHONE else None,
            email=asked.contact if asked.kind is ContactKind.EMAIL else None,
            code=code,
            locale=asked.locale,
            key=code_message_key(row.id),
            at=at,
        )
    number = row.id
    db.session.commit()
    return number


def code_message_key(code_id: int) -> str:
    """Return the key of the message that carries a code."""
    return f"code-{code_id}"


def spend_try(
    code_id: int, typed: str, *, purpose: CodePurpose, at: datetime
) -> tuple[Verdict, OneTimeCode | None]:
    """Count one try, and return whether the code is right, and its row if so; the caller commits either way.

    The try is counted before anything is compared, in one statement with its limit, so that a thousand
    guesses at one moment are five.
    """
    tries = db.session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.id == code_id,
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > at,
            OneTimeCode.tries < MAX_TRIES,
        )
        .values(tries=OneTimeCode.tries + 1)
        .returning(OneTimeCode.tries)
        .execution_options(synchronize_session=False)
    ).scalar()
    if tries is None:
        return Verdict.OVER, None
    row = db.session.get_one(OneTimeCode, code_id, populate_existing=True)
    if not _is_right(row, typed):
        return (Verdict.OVER if tries >= MAX_TRIES else Verdict.WRONG), None
    row.used_at = at
    return Verdict.RIGHT, row


def _is_right(row: OneTimeCode, typed: str) -> bool:
    asked = Asked(row.purpose, row.kind, row.contact, "", "", row.service_request_id)
    # Every hash is compared to its end, so the time says nothing about how near a guess was.
    fitting = [compare_digest(row.code_hash, found) for found in _hashes(asked, clean_code(typed))]
    return any(fitting)


def _hashes(asked: Asked, code: str) -> list[str]:
    """Return the keyed hash of a code under every key: it fits this contact, purpose and report alone."""
    return box().blind_indexes(
        f"code {asked.purpose} {asked.kind} {asked.contact} {asked.service_request_id} {code}"
    )


def _refuse_too_many(indexes: list[str], network_index: str, at: datetime) -> None:
    mine = OneTimeCode.contact_index.in_(indexes)
    last = db.session.scalar(select(func.max(OneTimeCode.created_at)).where(mine))
    if last is not None and last + RESEND_AFTER > at:
        raise CodeTooSoon(ceil((last + RESEND_AFTER - at).total_seconds()))
    hour, day = at - timedelta(hours=1), at - timedelta(days=1)
    here = OneTimeCode.network_index == network_index
    for whose, since, most in (
        (mine, hour, CODES_AN_HOUR),
        (mine, day, CODES_A_DAY),
        (here, hour, policy().codes_per_address),
    ):
        if _count(whose, since) >= most:
            raise TooManyCodes


def _count(whose: ColumnElement[bool], since: datetime) -> int:
    count = select(func.count()).select_from(OneTimeCode).where(whose, OneTimeCode.created_at > since)
    return db.session.scalar(count) or 0


def _one_at_a_time(*indexes: str) -> None:
    """Let nobody else count for this contact or address until the commit. SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        for number in sorted(int(index[:15], 16) for index in indexes):
            db.session.execute(select(func.pg_advisory_xact_lock(number)))
