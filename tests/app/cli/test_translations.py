"""`flask translations`: what it writes, what it says, and when it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import sentences


def run(app: Flask, word: str) -> Any:
    return app.test_cli_runner().invoke(args=["translations", word])


SENTENCES = {"Saved.", "Report a problem", ("%(n)s report", "%(n)s reports")}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A few sentences of each catalogue, where they can be spoilt; the source says no others."""
    kept = {locale: sentences.catalogue(locale) for locale in sentences.ALL}
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    monkeypatch.setattr(sentences, "said", lambda: SENTENCES)
    for locale, catalog in kept.items():
        for message in list(catalog):
            if message.id and (tuple(message.id) if message.pluralizable else message.id) not in SENTENCES:
                catalog.delete(message.id)
        sentences.write(locale, catalog)
    return tmp_path


def spoil(locale: str, sentence: str, told: str) -> None:
    catalog = sentences.catalogue(locale)
    catalog[sentence].string = told
    sentences.write(locale, catalog)


def test_complete_catalogues_pass(app: Flask, copied: Path) -> None:
    done = run(app, "check")
    assert done.exit_code == 0
    assert "complete in uz, ru, kaa, uz_Cyrl and en." in done.output


def test_what_is_missing_is_named_and_fails(app: Flask, copied: Path) -> None:
    spoil("ru", "Saved.", "")
    done = run(app, "check")
    assert done.exit_code == 1
    assert done.output.splitlines() == ["ru: not translated: 'Saved.'", "Error: 1 to mend."]


def test_uzbek_that_changed_makes_its_cyrillic_stale_until_it_is_made_again(app: Flask, copied: Path) -> None:
    spoil("uz", "Saved.", "Yozib qoʻyildi.")
    assert "uz_Cyrl: out of date: 'Saved.'" in run(app, "check").output
    done = run(app, "transliterate")
    assert done.exit_code == 0
    assert done.output.startswith("uz_Cyrl: ")
    assert sentences.catalogue("uz_Cyrl")["Saved."].string == "Ёзиб қўйилди."
    assert run(app, "check").exit_code == 0


def test_making_it_twice_changes_nothing(app: Flask, copied: Path) -> None:
    run(app, "transliterate")
    once = sentences.po_file("uz_Cyrl").read_bytes()
    run(app, "transliterate")
    assert sentences.po_file("uz_Cyrl").read_bytes() == once
