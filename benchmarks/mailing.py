"""10,000 notifications through a real SMTP server on this machine, by two couriers: none lost, none twice, how many a second.

Run by `make bench` on each database; `python -m benchmarks.mailing` on the one of DATABASE_URL. Each is asked for as the
product does it: something happens to a report, the outbox has it spread to whoever follows the report, and each letter
is written in its reader's language and sent. Such letters never expire, however long all of them take. The floor is the
same number of bytes given to the same server over one connection, without any database.
"""

from __future__ import annotations

import smtplib
import sys
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from threading import Thread

from sqlalchemy import func, insert, select

from app import create_app, jobs
from app.actions import notices, outbox
from app.db import db
from app.models import Contact, OutboxMessage, ServiceRequest
from app.personal_data import box
from benchmarks.city import fill
from benchmarks.measuring import heading
from tests.gateways import Mailbox, mail_server

MESSAGES = 10_000
COURIERS = 2
#: So many plain letters are the floor.
PLAIN = 500


def give_addresses(at: datetime) -> list[int]:
    """Give so many reports that nobody can be reached about a contact with an e-mail; return the reports' ids."""
    bare = select(ServiceRequest.id).where(
        ~select(Contact).where(Contact.service_request_id == ServiceRequest.id).exists()
    )
    ids = list(db.session.scalars(bare.order_by(ServiceRequest.id).limit(MESSAGES)))
    rows = []
    for number, one in enumerate(ids):
        email = f"resident{number}@example.uz"
        # Sealed text is found by its blind index alone; who follows a report is looked up so.
        index = box().blind_index(email)
        rows.append({"service_request_id": one, "email": email, "email_index": index, "created_at": at})
    db.session.execute(insert(Contact), rows)
    db.session.commit()
    return ids


def ask_for_letters(ids: list[int], at: datetime) -> None:
    """Let something happen to each report that its reporter is told of."""
    key = f"benchmark-{at:%H%M%S}"
    outbox.put_many((notices.telling(one, "overdue", key=f"{key}-{one}") for one in ids), at=at)
    db.session.commit()


def plain_seconds(mailbox: Mailbox, size: int) -> float:
    """Return how long one letter of so many bytes takes over one connection, with nothing else done."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "no-reply@mahalla.example.uz", "x@example.uz", "Plain"
    letter.set_content("\n".join(["x" * 70] * (size // 71)))
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", mailbox.port) as line:
        for _ in range(PLAIN):
            line.send_message(letter)
    return (time.perf_counter() - began) / PLAIN


def main() -> int:
    """Measure; return 1 where a message was lost or came twice."""
    with mail_server() as mailbox:
        app = create_app(
            {
                "SMTP_HOST": "127.0.0.1",
                "SMTP_PORT": mailbox.port,
                "SMTP_SECURITY": "none",
                "MAIL_FROM": "no-reply@mahalla.example.uz",
                "CANONICAL_URL": "https://mahalla.example.uz",
                "QUIET_HOURS": None,
            }
        )
        with app.app_context():
            fill(2 * MESSAGES)
            jobs.deliver()  # What the demo left.
            at = datetime.now(UTC)
            ids = give_addresses(at)
            ask_for_letters(ids, at)
            asked = len(ids)
            heading(f"{asked:,} notifications, {COURIERS} couriers, {db.engine.dialect.name}")
        mailbox.recipients.clear()
        mailbox.letters.clear()

        def work() -> None:
            with app.app_context():
                jobs.deliver()

        began = time.perf_counter()
        couriers = [Thread(target=work) for _ in range(COURIERS)]
        for courier in couriers:
            courier.start()
        for courier in couriers:
            courier.join()
        seconds = time.perf_counter() - began
        arrived = set(mailbox.recipients)
        size = len(mailbox.letters[0].as_bytes()) if mailbox.letters else 0
        with app.app_context():
            waiting = select(func.count()).select_from(OutboxMessage)
            left = db.session.scalar(
                waiting.where(OutboxMessage.done_at.is_(None), OutboxMessage.key.startswith("benchmark-"))
            )
        lost = asked - len(arrived)
        # Whoever reported what was merged with another report is told of both: two letters, and each once.
        twice = len(mailbox.letters) - len({letter["Message-ID"] for letter in mailbox.letters})
        plain = plain_seconds(mailbox, size)
        print(f"{lost} lost, {twice} twice, {left} left in the outbox")
        print(
            f"{seconds:.1f} s, {asked / seconds:.0f} letters of {size:,} bytes a second, "
            f"{seconds / asked / plain:.1f} × floor ({plain * 1000:.2f} ms a plain letter)"
        )
        return 1 if lost or twice or left or asked < MESSAGES else 0


if __name__ == "__main__":
    sys.exit(main())
