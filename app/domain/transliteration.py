"""Uzbek from Latin into Cyrillic letters, so that one translation serves readers of both scripts.

The letters follow the alphabet of the law of 2 September 1993 (as changed in 1995); `oʻ`, `gʻ` are written
with U+02BB and the tutuq belgisi with U+02BC. What the Latin spelling has lost (ц, the soft sign, э after a
consonant) cannot be told from the letters: loanwords with them stand in a table of exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_ONE = dict(zip("abdefghijklmnopqrstuvxyzʼ", "абдефгҳижклмнопқрстувхйзъ", strict=True))
_TWO = {
    "oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я", "ye": "е",
}  # fmt: skip
#: Endings of loanwords whose ц no native word shares: `-tsiya`, and `-ksiya` as in `aksiya`.
_LOAN_ENDINGS = {"tsiya": "ция", "tsion": "цион", "ksiya": "кция"}

#: After these an e is э (`poema`: поэма), but for the ending of names (`Boev`: Боев).
_VOWELS = frozenset("aeou")
_NAME_ENDING = re.compile(r"ev(?:a|ich|na)?$")
_SOFT = "ь"

#: What is no Uzbek text: placeholders of Python and of scripts, tags, entities, addresses, files, numbers of reports.
NOT_WORDS = re.compile(
    r"%\(\w+\)[a-z]|%%|\{\w*\}|<[^<>]+>|&#?\w+;"
    r"|https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[a-z0-9-]+\.)+(?:uz|com|org|net)\b(?:/\S*)?"
    r"|(?<!\w)\.[a-z]{3,5}\b|\b(?:[A-Z0-9]+-)*(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b"
)
_WORD = re.compile(r"[A-Za-z](?:[A-Za-zʻʼ_]|['‘’`](?=[A-Za-z])|(?<=[OoGg])['‘’`])*(?<!_)")
#: What keyboards give for the marks of oʻ and gʻ, and for the tutuq belgisi.
_TYPED_LETTER_MARK = re.compile(r"(?<=[OoGg])['‘’`]")
_TYPED_MARK = re.compile(r"['‘’`]")

#: Cyrillic spelling leaves the hyphen out of dates: `2026-yil 3-dekabrgacha` is `2026 йил 3 декабргача`.
_DATE_HYPHEN = re.compile(
    r"(\d)-(?=йил(?!лиг)|январ|феврал|март|апрел|май|июн|июл|август|сентябр|октябр|ноябр|декабр)"
)


@dataclass(frozen=True)
class Exceptions:
    """What the rules cannot know.

    `stems`: Latin beginnings of words, in lower case, with their Cyrillic spelling; the longest one wins, and
    what follows it is an ending. `keep`: Latin words that stay as they are, brands for example.
    """

    stems: Mapping[str, str] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()

    @property
    def longest(self) -> int:
        """How many letters the longest stem has."""
        return max(map(len, self.stems), default=0)


NONE = Exceptions()


def to_cyrillic(text: str, exceptions: Exceptions = NONE) -> str:
    """Return Uzbek Latin text in Cyrillic letters; placeholders, tags and addresses stay as they are.

    The marks may be typed as a keyboard has them (`o'`, `o‘`). A word in capitals of two letters or more (QR, SMS) stays, unless the exceptions have it, and so does a
    word with a letter that Uzbek lacks (`web`, `cookie`).

    >>> to_cyrillic("Oʻchoq yonida: <b>%(street)s</b>, eʼlon")
    'Ўчоқ ёнида: <b>%(street)s</b>, эълон'
    """
    pieces, at = [], 0
    for match in NOT_WORDS.finditer(text):
        pieces += [_words(text[at : match.start()], exceptions), match.group()]
        at = match.end()
    return _DATE_HYPHEN.sub(r"\1 ", "".join([*pieces, _words(text[at:], exceptions)]))


def _words(text: str, exceptions: Exceptions) -> str:
    return _WORD.sub(lambda match: _word(match.group(), exceptions), text)


def _word(word: str, exceptions: Exceptions) -> str:
    if word in exceptions.keep:
        return word
    word = _TYPED_MARK.sub("ʼ", _TYPED_LETTER_MARK.sub("ʻ", word))
    lower = word.lower()
    for length in range(min(len(lower), exceptions.longest), 0, -1):
        stem = exceptions.stems.get(lower[:length])
        if stem is not None:
            return _joined(word, stem, word[length:])
    if len(word) > 1 and word.isupper() and not set("ʻʼ") & set(word):
        return word
    if not _is_uzbek(lower):
        return word
    return _letters(word, at_start=True)


def _joined(word: str, stem: str, ending: str) -> str:
    """Return a stem of the table with its ending; a soft sign goes before an ending (`parolni`: паролни)."""
    cased = stem.upper() if len(word) > 1 and word.isupper() else stem
    cased = cased[0].upper() + cased[1:] if word[0].isupper() else cased
    if ending and cased.lower().endswith(_SOFT):
        cased = cased[:-1]
    return cased + _letters(ending, at_start=False)


def _is_uzbek(lower: str) -> bool:
    return "w" not in lower and "_" not in lower and "c" not in lower.replace("ch", "")


def _letters(word: str, *, at_start: bool) -> str:
    result: list[str] = []
    at = 0
    while at < len(word):
        taken, letter = _letter(word, at, first=at_start and at == 0)
        shown = word[at]
        result.append(letter.upper() if shown.isupper() else letter)
        at += taken
    return "".join(result)


def _letter(word: str, at: int, *, first: bool) -> tuple[int, str]:
    """Return how many Latin letters are read at a place, and what they become, in lower case."""
    rest = word[at:].lower()
    for latin, cyrillic in _LOAN_ENDINGS.items():
        if rest.startswith(latin):
            return len(latin), cyrillic
    if rest.startswith("sʼh"):  # Isʼhoq: the sign only keeps s and h apart.
        return 2, "с"
    pair = rest[:2]
    # In "yoʻl" and "yigʻ" the mark belongs to the vowel, so that y stands alone.
    if pair in _TWO and not (pair in {"yo"} and rest[2:3] == "ʻ"):
        return 2, _TWO[pair]
    if rest[0] == "e" and (first or (word[at - 1].lower() in _VOWELS and not _NAME_ENDING.match(rest))):
        return 1, "э"
    return 1, _ONE.get(rest[0], rest[0])
