"""Who follows a report: its reporter, its supporters, and all of those whose report was tied to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select, true

from app.access import Condition
from app.db import db
from app.domain.errors import NotFound
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.models import Contact, ServiceRequest, Supporter
from app.short_secret import LENGTH, opens


@dataclass(frozen=True)
class Follower:
    """Somebody to keep informed. `public_id` and `secret` make the address of the page that is theirs alone.

    That page is of the report that they sent or supported themselves, which may have been tied to another.
    """

    #: `reporter` or `supporter`.
    kind: str
    #: The supporter's number, or that of the report that the reporter sent.
    id: int
    public_id: str
    secret: str
    phone: str | None
    email: str | None
    locale: str

    @property
    def key(self) -> str:
        """Return a word that names this follower and nobody else."""
        return f"{self.kind}-{self.id}"


def followers_of(service_request_id: int) -> list[Follower]:
    """Return everybody who left a phone or an e-mail and follows a report, each person once as far as can be told.

    Whoever reported or supported one that was tied to this one follows this one. The reporter comes first.
    """
    ids = tied_to(service_request_id)
    known: set[str] = set()
    found: list[Follower] = []
    rows: list[tuple[Follower, Contact | Supporter]] = [*_reporters(ids), *_supporters(ids)]
    for follower, row in rows:
        indexes = {index for index in (row.phone_index, row.email_index) if index}
        if indexes and not indexes & known:
            found.append(follower)
        known |= indexes
    return found


def people_beside_its_reporter(service_request_id: int) -> int:
    """Return how many more residents have the problem of a report, as far as can be told.

    Those who supported it, and for each report that was tied to it its reporter and its supporters. A
    phone or an e-mail that comes twice is one person.
    """
    ids = tied_to(service_request_id)
    reporters = {row.service_request_id: row for row in _indexes(Contact, ids)}
    known: set[str] = set()
    people = -1  # The reporter of the report itself does not count.
    for request_id in ids:
        people += _adds(reporters.get(request_id), known)
    return people + sum(_adds(row, known) for row in _indexes(Supporter, ids, Supporter.is_counted == true()))


def tied_to(service_request_id: int) -> list[int]:
    """Return the number of a report and of all that were tied to it, directly or by another one; itself first."""
    found = [service_request_id]
    level: Sequence[int] = found
    while level:
        level = db.session.scalars(
            select(ServiceRequest.id)
            .where(ServiceRequest.duplicate_of_id.in_(level), ServiceRequest.id.not_in(found))
            .order_by(ServiceRequest.id)
        ).all()
        found = [*found, *level]
    return found


def find_supporter(public_id: str, secret: str) -> Supporter:
    """Return a supporter of a report, for whoever holds their link, the long one or an SMS's short one.

    Raises NotFound, also where the link is another report's.
    """
    try:
        readable = normalise_public_id(public_id)
    except UnreadablePublicId:
        raise NotFound(public_id) from None
    digest = sha256(secret.encode()).hexdigest()
    here = select(Supporter).join(ServiceRequest).where(ServiceRequest.public_id == readable)
    found: Supporter | None = db.session.scalar(here.where(Supporter.secret_hash == digest))
    if found is None and len(secret) == LENGTH:
        found = next((one for one in db.session.scalars(here) if opens(secret, one.secret_hash)), None)
    if found is None:
        raise NotFound(public_id)
    return found


def _reporters(ids: Sequence[int]) -> list[tuple[Follower, Contact]]:
    rows = db.session.execute(
        select(ServiceRequest, Contact)
        .join(Contact, Contact.service_request_id == ServiceRequest.id)
        .where(ServiceRequest.id.in_(ids))
    ).all()
    return [
        (
            Follower("reporter", sr.id, sr.public_id, sr.secret, row.phone, row.email, sr.locale),
            row,
        )
        for sr, row in sorted(rows, key=lambda row: ids.index(row[0].id))
    ]


def _supporters(ids: Sequence[int]) -> list[tuple[Follower, Supporter]]:
    rows = db.session.execute(
        select(ServiceRequest.public_id, Supporter)
        .join(Supporter, Supporter.service_request_id == ServiceRequest.id)
        .where(ServiceRequest.id.in_(ids))
        .order_by(Supporter.id)
    ).all()
    return [
        (Follower("supporter", row.id, public_id, row.secret, row.phone, row.email, row.locale), row)
        for public_id, row in rows
    ]


def _indexes(
    model: type[Contact] | type[Supporter], ids: Sequence[int], *narrowed: Condition
) -> Sequence[Any]:
    """Return what tells people apart, and nothing that would have to be opened."""
    return db.session.execute(
        select(model.service_request_id, model.phone_index, model.email_index)
        .where(model.service_request_id.in_(ids), *narrowed)
        .order_by(model.created_at, model.service_request_id)
    ).all()


def _adds(row: Any, known: set[str]) -> bool:
    """Say whether a row is one more person, and remember them."""
    indexes = {index for index in (row.phone_index, row.email_index) if index} if row else set()
    is_new = not indexes & known
    known |= indexes
    return is_new
