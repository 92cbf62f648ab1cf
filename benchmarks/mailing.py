"""10,000 messages through a real SMTP server on this machine, by two couriers: none lost, none twice, how many a second.

Run by `make bench` on each database; `python -m benchmarks.mailing` on the one of DATABASE_URL.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import UTC, datetime
from threading import Thread

from sqlalchemy import func, select

from app import create_app, jobs
from app.actions import notices
from app.db import db
from app.models import OutboxMessage
from benchmarks.measuring import heading
from tests.gateways import mail_server

MESSAGES = 10_000
COURIERS = 2


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
            }
        )
        with app.app_context():
            jobs.deliver()  # What the demo left.
            at = datetime.now(UTC)
            for number in range(MESSAGES):
                notices.send_code(
                    phone=None,
                    email=f"resident{number}@example.uz",
                    code="123456",
                    locale="uz",
                    key=f"benchmark-{at:%H%M%S}-{number}",
                    at=at,
                )
            db.session.commit()
        heading(f"{MESSAGES:,} messages, {COURIERS} couriers")
        mailbox.recipients.clear()

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
        arrived = Counter(mailbox.recipients)
        with app.app_context():
            left = db.session.scalar(
                select(func.count()).select_from(OutboxMessage).where(OutboxMessage.done_at.is_(None))
            )
        lost, twice = MESSAGES - len(arrived), sum(arrived.values()) - len(arrived)
        print(f"{lost} lost, {twice} twice, {left} left in the outbox")
        print(f"{seconds:.1f} s, {MESSAGES / seconds:.0f} messages a second")
        return 1 if lost or twice or left else 0


if __name__ == "__main__":
    sys.exit(main())
