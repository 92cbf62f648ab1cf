"""Uzbek, the default language, is complete: every sentence of the code and the pages, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask_babel import force_locale, gettext

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "app" / "translations"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def said() -> set[str | tuple[str, ...]]:
    """Return every sentence of the code and the templates; a pair where there is a plural."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]  # As in babel.cfg.
    found = extract_from_dir(str(ROOT / "app"), methods, {}, KEYWORDS)
    return {message for _, _, message, _, _ in found if message}


def catalogue(locale: str) -> Catalog:
    with (TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def forms(string: str | tuple[str, ...] | list[str]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def test_every_sentence_stands_in_the_uzbek_catalogue():
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue("uz")}
    missing = {s if isinstance(s, str) else tuple(s[:2]) for s in said()} - known
    assert not missing, f"extract the sentences again, and translate: {sorted(map(str, missing))[:10]}"


def test_no_uzbek_sentence_is_missing_or_unsure():
    for message in catalogue("uz"):
        if message.id:
            assert all(forms(message.string)), f"not translated: {message.id}"
            assert not message.fuzzy, f"unsure: {message.id}"


@pytest.mark.parametrize(
    "locale", sorted(folder.name for folder in TRANSLATIONS.iterdir() if folder.is_dir())
)
def test_what_is_translated_keeps_its_placeholders(locale):
    for message in catalogue(locale):
        if not message.id or not all(forms(message.string)):
            continue
        wanted = [sorted(PLACEHOLDER.findall(text)) for text in forms(message.id)]
        for text in forms(message.string):
            assert sorted(PLACEHOLDER.findall(text)) in wanted, f"{message.id} → {text}"


def test_a_sentence_that_a_language_lacks_comes_from_the_next_best(app):
    with force_locale("uz"):
        uzbek = gettext("Report a problem")
    with force_locale("kaa"):
        assert gettext("Report a problem") == uzbek != "Report a problem"
    with force_locale("en"):
        assert gettext("Report a problem") == "Report a problem"
