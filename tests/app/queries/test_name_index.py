"""The index of names alone: spelling errors, beginnings, rare and common words, areas around, nearness."""

import pytest

from app.domain.folding import fold
from app.queries.name_index import Entry, NameIndex, Near

NAMES = [
    # name, position of the area around it, rank
    ("Yunusobod tumani", -1, 0.9),
    ("Chilonzor tumani", -1, 0.9),
    ("Navbahor mahallasi", 0, 0.7),
    ("Navbahor mahallasi", 1, 0.7),
    ("Alisher Navoiy koʻchasi", 0, 0.3),
    ("Navoiy koʻchasi", 1, 0.3),
    ("Amir Temur koʻchasi", 0, 0.3),
    ("Mirzo Ulugʻbek koʻchasi", 1, 0.3),
    ("25-maktab", 0, 0.4),
    ("52-maktab", 1, 0.4),
]


@pytest.fixture(scope="module")
def index():
    return NameIndex(
        Entry([fold(name)], parent, rank, 69.0 + number / 100, 41.0)
        for number, (name, parent, rank) in enumerate(NAMES)
    )


def first(index, typed, **options):
    """Return the name that comes first, or None."""
    found = index.search(fold(typed), most=5, **options)
    return NAMES[found[0]][0] if found else None


TYPED = [
    ("yunusobod", "Yunusobod tumani"),
    ("Юнусабад", "Yunusobod tumani"),
    ("yunus obod", "Yunusobod tumani"),
    ("yunusobot", "Yunusobod tumani"),
    ("ynusobod", "Yunusobod tumani"),
    ("yuunsobod", "Yunusobod tumani"),
    ("yunso", "Yunusobod tumani"),
    ("чилонзр", "Chilonzor tumani"),
    ("navoi", "Navoiy koʻchasi"),
    ("kochasi navoiy", "Navoiy koʻchasi"),
    ("alisher", "Alisher Navoiy koʻchasi"),
    ("mirzoulugbek", "Mirzo Ulugʻbek koʻchasi"),
    ("temur ko'chasi 12", "Amir Temur koʻchasi"),
    ("maktab 25", "25-maktab"),
    ("52", "52-maktab"),
]


@pytest.mark.parametrize(("typed", "name"), TYPED)
def test_what_was_meant_comes_first(index, typed, name):
    assert first(index, typed) == name


@pytest.mark.parametrize("typed", ["", "   ", "xyzxyz", "qwertyuiop", "53", "'"])
def test_what_nobody_is_called_finds_nothing(index, typed):
    assert first(index, typed) is None


def test_the_area_around_tells_two_of_one_name_apart(index):
    assert index.search(fold("navbahor yunusobod"), most=1) == [2]
    assert index.search(fold("Chilonzor, Navbahor"), most=1) == [3]


def test_of_two_alike_the_nearer_one_comes_first(index):
    assert index.search("navbahor", most=2, near=Near(69.03, 41.0)) == [3, 2]
    assert index.search("navbahor", most=2, near=Near(68.0, 41.0)) == [2, 3]


def test_what_has_no_position_lends_its_name_and_is_not_found():
    index = NameIndex([Entry(["toshkent"], -1, 1.0), Entry(["bogzor"], 0, 0.5, 69.0, 41.0)])
    assert index.search("toshkent", most=5) == []
    assert index.search("bogzor toshkent", most=5) == [1]


def test_an_area_that_lies_in_itself_ends_the_search_all_the_same():
    index = NameIndex([Entry(["bir"], 1, 1.0, 69.0, 41.0), Entry(["ikki"], 0, 0.5, 69.0, 41.0)])
    assert index.around(0) == [1, 0]
    assert index.search("bir", most=1) == [0]


def test_an_empty_index_finds_nothing():
    assert NameIndex([]).search("navoiy", most=5) == []


def test_a_question_of_many_words_is_answered(index):
    assert "Navoiy" in first(index, "navoiy " * 2000)
    assert first(index, " ".join(f"w{n}" for n in range(500))) is None
