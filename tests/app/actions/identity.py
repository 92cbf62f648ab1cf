"""What tests of identity share: asking for codes as somebody, and reading what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.actions import codes
from app.models import CodePurpose, ContactKind, ServiceRequest
from tests.factories import NOW

PHONE, OTHER_PHONE, EMAIL = "+998901234567", "+998907654321", "oysha@example.uz"
#: What is wrong whatever the code is: it has seven digits.
WRONG = "1234567"


def ask(
    contact: str = PHONE,
    *,
    purpose: CodePurpose = CodePurpose.MY_REPORTS,
    report: ServiceRequest | None = None,
    address: str = "203.0.113.1",
    at: datetime = NOW,
    **values: Any,
) -> int:
    """Ask for a code, and return the number of its row."""
    return codes.ask(
        codes.Asked(
            purpose=CodePurpose.CONFIRM if report else purpose,
            kind=ContactKind.EMAIL if "@" in contact else ContactKind.PHONE,
            contact=contact,
            address=address,
            locale="uz",
            service_request_id=report.id if report else None,
            **values,
        ),
        at=at,
    )
