"""What people type, made safe to keep and to show: text, one-line names, phones, e-mail addresses.

The errors never carry what was typed: it may be personal, and errors end up in logs.
"""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from app.domain.errors import DomainError, FieldError

#: A run of combining marks longer than this is no language; it paints over its neighbours.
MAX_MARKS = 4
#: A text so many times longer than allowed is refused unread.
HOPELESS = 10

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = dict.fromkeys(
    [
        *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"),
        *range(0xD800, 0xE000),  # lone surrogates
        *range(0x202A, 0x202F),  # bidirectional embeddings and overrides: they turn other people's text round
        *range(0x2066, 0x206A),  # bidirectional isolates
        *(0x200E, 0x200F, 0x061C),  # bidirectional marks
        *(0x200B, 0x00AD, 0x180E, 0xFEFF),  # zero-width and soft-hyphen junk of copied web pages
        *range(0x2060, 0x2066),
        *range(0x206A, 0x2070),
        *range(0xFFF9, 0xFFFC),
        *(0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0),  # letters that are blanks: an empty text in disguise
        *range(0xFDD0, 0xFDF0),
        *(plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)),
        *range(0xE0000, 0xE0080),
    ]
)
_JOINERS = "\u200c\u200d"
_ARABIC = re.compile("[\u0620-\u06ff]")
_APOSTROPHES = dict.fromkeys(map(ord, "ʻʼʽʹˈ‘’‛`´′＇‵"), "'")


class TextTooLong(DomainError):
    """More characters than the field may carry."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters where {limit} are allowed")
        self.length, self.limit = length, limit


class UnreadablePhone(DomainError):
    """No telephone number; `reason` is `letters`, `too_short` or `too_long`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"unreadable phone number: {reason}")
        self.reason = reason


class UnreadableEmail(DomainError):
    """No e-mail address."""

    def __init__(self) -> None:
        super().__init__("unreadable e-mail address")


def clean_text(raw: str, *, max_length: int) -> str:
    """Return what was meant, NFC, in lines that end with LF; empty if nothing visible was typed.

    Control characters, bidirectional overrides and invisible junk go; letters of every script stay,
    right-to-left ones too, and emoji keep their joiners. At most two blank lines follow one another.
    Raises TextTooLong, counting characters after cleaning.
    """
    text = _visible(raw, max_length).replace("\t", " ")
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _within(re.sub(r"\n{4,}", "\n\n\n", lines).strip(), max_length)


def clean_line(raw: str, *, max_length: int) -> str:
    """Return a name or an address on one line, with single spaces. Raises TextTooLong."""
    return _within(" ".join(_visible(raw, max_length).split()), max_length)


def clean_phone(raw: str, country_code: str = "998") -> str:
    """Return a phone number in E.164 (+998901234567); one typed without a country gets `country_code`.

    Spaces, hyphens, dots, slashes and brackets are ignored; `00` is `+`. A number of Uzbekistan has
    nine digits after the country's; elsewhere E.164 allows eight to fifteen in all. Raises UnreadablePhone.
    """
    typed = re.sub(r"[\s\-‐‑‒–—().,/]", "", unicodedata.normalize("NFKC", _visible(raw, 100)))
    digits = typed.removeprefix("+")
    if re.fullmatch("[0-9]*", digits) is None:
        raise UnreadablePhone("letters")
    if not typed.startswith("+"):
        digits = digits.removeprefix("00") if digits.startswith("00") else _with_country(digits, country_code)
    national = 9 if digits.startswith("998") else None
    shortest, longest = (3 + national, 3 + national) if national else (8, 15)
    if len(digits) < shortest or digits.startswith("0"):
        raise UnreadablePhone("too_short")
    if len(digits) > longest:
        raise UnreadablePhone("too_long")
    return f"+{digits}"


def clean_email(raw: str) -> str:
    """Return an e-mail address with its domain in lower case, an international domain in its ASCII form.

    It must look deliverable: one @, a dotted domain, no spaces, quotes or comments; whether it exists,
    only a letter can tell. Raises UnreadableEmail.
    """
    local, at_sign, domain = _visible(raw, 320).strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise UnreadableEmail from None
    local_ok = re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", local)
    label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
    domain_ok = re.fullmatch(rf"({label}\.)+{label}", domain) and not domain.rpartition(".")[2].isdigit()
    if not (at_sign and local_ok and domain_ok) or len(local) > 64 or len(local) + len(domain) > 253:
        raise UnreadableEmail
    return f"{local}@{domain}"


def clean_uuid(raw: str | None) -> str:
    """Return the number that a form made for itself, in its usual spelling. Raises FieldError."""
    try:
        return str(UUID(raw))
    except (ValueError, AttributeError, TypeError):
        raise FieldError("client_uuid", "unreadable") from None


def email_key(email: str) -> str:
    """Return what makes two e-mail addresses the same mailbox: upper and lower case make no difference.

    By RFC 5321 they could, but no provider lets two people differ by that alone.
    """
    return email.lower()


def fold(text: str) -> str:
    """Return the text as it is searched: case, width, spacing and the kind of apostrophe make no difference.

    Oʻzbekiston is typed with ʻ ʼ ‘ ’ ` or '; all of them find the same name.
    """
    # Marks are cut before normalising too: ordering a long run of them takes time with its square.
    text = _without_long_runs_of_marks(text.translate(_INVISIBLE)).translate(_APOSTROPHES)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(text.translate(_APOSTROPHES).split())


def _with_country(digits: str, country_code: str) -> str:
    # A national number may begin with its country's digits; so many digits have the country in front.
    if digits.startswith(country_code) and len(digits) >= 11:
        return digits
    return country_code + digits.lstrip("0") if digits else digits


def _visible(raw: str, max_length: int) -> str:
    if len(raw) > HOPELESS * max_length + 1000:
        raise TextTooLong(len(raw), max_length)
    text = _LINE_ENDS.sub("\n", raw).translate(_INVISIBLE)
    return unicodedata.normalize("NFC", _without_stray_joiners(_without_long_runs_of_marks(text)))


def _within(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise TextTooLong(len(text), max_length)
    return text


def _without_long_runs_of_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _without_stray_joiners(text: str) -> str:
    """Keep a joiner only where it joins: between two emoji (U+200D), or two Arabic letters (U+200C)."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    kept: list[str] = []
    for i, character in enumerate(text):
        if character in _JOINERS:
            before, after = text[i - 1 : i], text[i + 1 : i + 2]
            joins = _is_emoji_end(before) and _is_emoji(after)
            if character == "\u200c":
                joins = bool(_ARABIC.match(before) and _ARABIC.match(after))
            if not joins:
                continue
        kept.append(character)
    return "".join(kept)


def _is_emoji(character: str) -> bool:
    # Unassigned code points count too: they are the emoji of next year's phones.
    return bool(character) and not character.isascii() and unicodedata.category(character) in ("So", "Cn")


def _is_emoji_end(character: str) -> bool:
    return _is_emoji(character) or character == "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"
