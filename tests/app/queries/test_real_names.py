"""The 10,020 real names of mahallas: each finds itself in the other script, without apostrophes, with an error.

Many mahallas bear one name; a name is found when one of them is among the first five. With its district, it is
this very one that has to be there.
"""

import csv
import random
import re

import pytest

from app.domain.folding import fold, fold_all
from app.queries.name_index import Entry, NameIndex

pytestmark = pytest.mark.slow

#: The kind of assembly that stands behind a name and that nobody types.
KIND = re.compile(r"\s*\b(MFY|QFY|SHFY|OFY|KFY|МФЙ|ҚФЙ|ШФЙ|ОФЙ)\b.*$")
LETTERS = "abdefghijklmnopqrstuvxyz"
#: Every so many names, so that the test takes seconds.
EACH = 7


def short(name: str) -> str:
    return KIND.sub("", name) or name


def without_apostrophes(name: str) -> str:
    return re.sub("[`'’‘ʻʼ]", "", name).lower()


def with_an_error(name: str, choose: random.Random) -> str:
    """Change, drop, add or swap one letter somewhere in the name, as a thumb does."""
    at = choose.choice([i for i, letter in enumerate(short(name)) if letter.isalnum()] or [0])
    how = choose.choice("cdas")
    if how == "c":
        return name[:at] + choose.choice(LETTERS) + name[at + 1 :]
    if how == "d":
        return name[:at] + name[at + 1 :]
    if how == "a":
        return name[:at] + choose.choice(LETTERS) + name[at:]
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


class Register:
    """The names, an index of them under their districts, and how often a way of typing finds them."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.rows = rows
        districts: dict[str, int] = {}
        entries = []
        for row in rows:
            if row["district"] not in districts:
                districts[row["district"]] = len(entries)
                entries.append(Entry([fold(row["district"])], -1, 0.9, 69.0, 41.0))
        self.first = len(entries)
        entries += [
            Entry([name], districts[row["district"]], 0.7, 69.0, 41.0)
            for name, row in zip(fold_all(row["latin"] for row in rows), rows, strict=True)
        ]
        self.index = NameIndex(entries)
        self.named = [fold(short(row["latin"])) for row in rows]

    def share(self, type_in, *, itself: bool = False) -> float:
        """Return which share of the names is among the first five when typed so."""
        numbers = range(0, len(self.rows), EACH)
        found = 0
        for number in numbers:
            answers = self.index.search(fold(type_in(self.rows[number])[:100]), most=5)
            mahallas = [at - self.first for at in answers if at >= self.first]
            names = {self.named[at] for at in mahallas}
            found += number in mahallas if itself else self.named[number] in names
        return found / len(numbers)


@pytest.fixture(scope="module")
def register(real_data) -> Register:
    path = real_data / "uzbekistan" / "mahalla_names_2022.csv"
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [
            {
                "latin": " ".join(row["name_uz_raw"].split()),
                "cyrillic": " ".join(row["name_cyrl_raw"].split()),
                "district": row["district_uz"],
            }
            for row in csv.DictReader(lines)
        ]
    return Register([row for row in rows if fold(row["latin"]) and fold(row["cyrillic"])])


def test_both_scripts_fold_to_one_spelling(register):
    alike = sum(fold(row["latin"]) == fold(row["cyrillic"]) for row in register.rows)
    # The rest are errors of the register, and words in which ў follows a vowel.
    assert alike >= 0.998 * len(register.rows)


CERTAIN = {
    "as it is written": lambda row: row["latin"],
    "in the other script": lambda row: row["cyrillic"],
    "without apostrophes": lambda row: without_apostrophes(row["latin"]),
    "without its kind": lambda row: without_apostrophes(short(row["latin"])),
}


@pytest.mark.parametrize("way", CERTAIN)
def test_every_name_finds_itself(register, way):
    assert register.share(CERTAIN[way]) >= 0.999


def test_a_name_with_its_district_finds_this_very_mahalla(register):
    def typed(row):
        return f"{short(row['cyrillic'])} {row['district']}"

    assert register.share(typed, itself=True) >= 0.999


def test_a_name_with_one_error_finds_itself(register):
    choose = random.Random(3)
    assert register.share(lambda row: with_an_error(row["latin"], choose)) >= 0.96


def test_an_error_beside_the_district_finds_this_very_mahalla(register):
    choose = random.Random(4)

    def typed(row):
        return f"{with_an_error(row['latin'], choose)} {row['district'].split()[0]}"

    assert register.share(typed, itself=True) >= 0.975
