"""The catalogues of sentences: what the source says, how `uz_Cyrl` is made from `uz`, what is wrong with each.

`flask translations` and the tests stand on the same rules, so that what the command lets pass, the tests do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.domain.transliteration import NOT_WORDS, Exceptions, to_cyrillic

ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / "translations"
EXCEPTIONS = FOLDER / "uz_Cyrl" / "exceptions.toml"

#: The languages with a catalogue of their own; English is the language of the code.
WRITTEN = ("uz", "ru", "kaa")
MADE = "uz_Cyrl"
ALL = (*WRITTEN, MADE)
CYRILLIC = frozenset({"ru", MADE})

#: As in babel.cfg: where sentences are looked for, and by which names of functions.
SOURCES = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
_LATIN = re.compile(r"[A-Za-zÀ-ɏʻʼ]+")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_MIXED = re.compile(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
#: Uzbek marks are U+02BB and U+02BC; what a keyboard gives in their place is taken for another letter.
_WRONG_MARK = re.compile(r"(?<=\w)['`‘’´](?=\w)")

Said = str | tuple[str, ...]


def said() -> set[Said]:
    """Return every sentence of the code and the templates; a pair where there is a plural."""
    found = extract_from_dir(str(ROOT), SOURCES, {}, KEYWORDS)
    return {
        message if isinstance(message, str) else tuple(message[:2])
        for _file, _line, message, _comments, _context in found
        if message
    }


def po_file(locale: str) -> Path:
    """Return where the catalogue of a locale is kept."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def catalogue(locale: str) -> Catalog:
    """Return the catalogue of a locale; raises FileNotFoundError for a locale without one."""
    with po_file(locale).open("rb") as file:
        return read_po(file, locale=locale)


@cache
def exceptions() -> Exceptions:
    """Return the table of what the rules of transliteration cannot know."""
    table = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))
    return Exceptions(table["stems"], frozenset(table["keep"]))


@lru_cache(maxsize=16_384)
def in_cyrillic(text: str) -> str:
    """Return an Uzbek text in Cyrillic letters, by the rules and the table of exceptions."""
    return to_cyrillic(text, exceptions())


def transliterated(uzbek: Catalog) -> Catalog:
    """Return the catalogue of `uz_Cyrl` that belongs to one of `uz`, with the same sentences."""
    made = Catalog(
        locale=MADE,
        project=uzbek.project,
        version=uzbek.version,
        header_comment="# Uzbek in Cyrillic letters, made by `flask translations transliterate`: change uz, not this.",
        creation_date=uzbek.creation_date,
        revision_date=uzbek.revision_date,
        fuzzy=False,
    )
    made.mime_headers = [
        (name, value.replace("uz", MADE) if name == "Language" else value)
        for name, value in uzbek.mime_headers
    ]
    for message in uzbek:
        if message.id:
            told = tuple(map(in_cyrillic, forms(message)))
            made.add(message.id, told if message.pluralizable else told[0], flags=message.flags - {"fuzzy"})
    return made


def write(locale: str, catalog: Catalog) -> None:
    """Write a catalogue as every catalogue is kept: sorted, and without the lines of the source."""
    po_file(locale).parent.mkdir(parents=True, exist_ok=True)
    with po_file(locale).open("wb") as file:
        write_po(file, catalog, width=110, no_location=True, sort_output=True, ignore_obsolete=True)


def forms(message: Message) -> tuple[str, ...]:
    """Return the translation of a message: one text, or one for each plural form."""
    told = message.string or ""
    return (told,) if isinstance(told, str) else tuple(told)


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def problems(locale: str, sentences: set[Said]) -> list[str]:
    """Return what is wrong with the catalogue of a locale, a line each; nothing when it is complete."""
    catalog = catalogue(locale)
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalog}
    found = [f"not in the catalogue: {sentence!r}" for sentence in sorted(sentences - known, key=str)]
    for message in catalog:
        if message.id:
            found += (f"{what}: {_ids(message)[0]!r}" for what in _wrong_with(message, locale, catalog))
    # What Babel would refuse to compile.
    found += (f"{error}: {_ids(message)[0]!r}" for message, errors in catalog.check() for error in errors)
    return found


def stale() -> list[str]:
    """Return the sentences of `uz_Cyrl` that the command would write differently."""
    wanted = {_ids(message): forms(message) for message in transliterated(catalogue("uz")) if message.id}
    kept = {_ids(message): forms(message) for message in catalogue(MADE) if message.id}
    return sorted(ids[0] for ids in wanted.keys() | kept.keys() if wanted.get(ids) != kept.get(ids))


def _wrong_with(message: Message, locale: str, catalog: Catalog) -> Iterator[str]:
    told = forms(message)
    if message.fuzzy:
        yield "unsure"
    if not all(text.strip() for text in told):
        yield "not translated"
        return
    if message.pluralizable and len(told) != catalog.num_plurals:
        yield f"{len(told)} plural forms in place of {catalog.num_plurals}"
    wanted = [sorted(PLACEHOLDER.findall(text)) for text in _ids(message)]
    for text in told:
        if sorted(PLACEHOLDER.findall(text)) not in wanted:
            yield f"other placeholders in {text!r}"
        if text != text.strip():
            yield f"spaces at an edge of {text!r}"
        yield from _wrong_script(text, locale, " ".join(_ids(message)))
    # In Russian the first form serves 21 and 101 as well, so it has to tell the number.
    if locale == "ru" and message.pluralizable and "%(num)d" in _ids(message)[1] and "%(num)d" not in told[0]:
        yield f"no number in {told[0]!r}, which is also said of 21"


def _wrong_script(text: str, locale: str, source: str) -> Iterator[str]:
    """Say which letters belong to another script; a Latin word that the source has too is a name."""
    plain = NOT_WORDS.sub(" ", text)
    if _MIXED.search(plain):
        yield f"both scripts in one word of {text!r}"
    if locale not in CYRILLIC:
        if _CYRILLIC.search(plain):
            yield f"Cyrillic letters in {text!r}"
        if _WRONG_MARK.search(plain):
            yield f"an apostrophe in place of ʻ or ʼ in {text!r}"
        return
    names = _LATIN.findall(source)
    for word in _LATIN.findall(plain):
        if not any(name.startswith(word) for name in names):
            yield f"the Latin word {word!r} in {text!r}"
