"""One-time codes: what one looks like, how long it holds, and how often one may be asked for or guessed.

What it adds up to: a contact gets at most CODES_A_DAY codes with MAX_TRIES tries each, so whoever guesses
all day long for one contact is right once in about 33,000 days.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import unicodedata
from datetime import timedelta
from enum import StrEnum

from app.domain.errors import DomainError

DIGITS = 6

#: A code is of use for so long.
CODE_HOLDS = timedelta(minutes=10)
#: Another one may be asked for after so long.
RESEND_AFTER = timedelta(seconds=60)
#: So many times a code may be typed; the last one of them still counts.
MAX_TRIES = 5
#: Codes for one contact, whoever asks.
CODES_AN_HOUR, CODES_A_DAY = 3, 6
#: A resident stays signed in for so long; codes are forgotten later than that.
SIGNED_IN_FOR = timedelta(hours=12)
CODES_KEPT = timedelta(days=1)

_ALONE = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}(?!\d)")


class CodeTooSoon(DomainError):
    """A code was sent a moment ago; `seconds` from now another one may be asked for."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


class TooManyCodes(DomainError):
    """Too many codes were asked for, for this contact or from this address."""


class Verdict(StrEnum):
    """What became of a code that was typed."""

    RIGHT = "right"
    #: It may be typed again.
    WRONG = "wrong"
    #: Expired, used, or typed wrongly too often: only a new code helps.
    OVER = "over"


def new_code() -> str:
    """Return six random digits; each of the million codes is as likely as any other."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def clean_code(typed: str) -> str:
    """Return the code in what was typed or pasted, in ASCII digits of any script.

    Six digits that stand alone, perhaps with a gap in the middle, are the code, whatever is around them: so
    a whole message may be pasted. Else all digits, which will then be no code.
    """
    shown = "".join(_digit(character) for character in typed[:400])
    alone = {found.replace(" ", "").replace("-", "") for found in _ALONE.findall(shown)}
    return alone.pop() if len(alone) == 1 else "".join(c for c in shown if c.isdecimal())


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def network_of(address: str) -> str:
    """Return what counts as one visitor: the IPv4 address, or the /64 network of an IPv6 address.

    A home has 2^64 IPv6 addresses, so the single one says nothing. Text that is no address stays as it is.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
