"""Names that the state keeps in both scripts, against our transliteration; skipped where the data are not."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from app.sentences import in_cyrillic


def same(made: str, official: str) -> bool:
    """Whether two spellings agree but for case, doubled spaces, and Latin Es that the registers have for Э."""
    return _plain(made) == _plain(official)


def _plain(name: str) -> str:
    return " ".join(re.sub("[Ee]", "э", name).casefold().split())


def test_every_name_of_the_register_of_territories_is_spelled_as_the_register_has_it(real_data: Path) -> None:
    entries = json.loads((real_data / "uzbekistan" / "soato.json").read_text(encoding="utf-8"))
    names = [(e["fields"]["name"], e["fields"]["name_cyr"]) for e in entries if e["fields"].get("name_cyr")]
    assert len(names) > 3_000
    assert [pair for pair in names if not same(in_cyrillic(pair[0]), pair[1])] == []


def test_ten_thousand_mahallas_are_spelled_right_but_for_what_was_mistyped(real_data: Path) -> None:
    with (real_data / "uzbekistan" / "mahalla_names_2022.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["name_uz_raw"], row["name_cyrl_raw"]) for row in csv.DictReader(file)]
    names = [(latin, cyrillic) for latin, cyrillic in rows if latin.strip() and cyrillic.strip()]
    right = sum(same(in_cyrillic(latin), cyrillic) for latin, cyrillic in names)
    assert right / len(names) > 0.994
