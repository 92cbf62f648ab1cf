"""Names in every script and with every apostrophe are one; near spellings share a skeleton."""

import pytest

from app.domain.folding import APOSTROPHES, fold, fold_all, skeleton

#: Each line is one name, as people write it.
ONE_NAME = [
    ["Yunusobod", "Юнусобод", "yunusobod", "YUNUSOBOD", " yunus\u00adobod ", "Ｙｕｎｕｓｏｂｏｄ"],
    ["Yunus-obod", "yunus obod", "Yunus – obod", "Юнус-обод"],
    ["Oʻzbekiston", "O'zbekiston", "O‘zbekiston", "O’zbekiston", "O`zbekiston", "Oʼzbekiston", "Ўзбекистон", "Ozbekiston", "Özbekiston"],
    ["Gʻijduvon", "G'ijduvon", "Ғиждувон", "gijduvon", "Ğijduvon"],
    ["Choʻpon ota", "Чўпон ота", "Çöpon ota", "CHO'PON OTA"],
    ["Isʼhoq", "Исҳоқ", "ishoq"],
    ["Yangiyoʻl", "Янгийўл", "yangiyol"],
    ["Yettichinor", "Еттичинор", "ettichinor"],
    ["Sirk", "цирк", "Tsirk"],
    # Karakalpak, in both its scripts.
    ["Nókis", "Нөкис", "nokis"],
    ["Qońırat", "Қоңырат", "qonirat"],
    ["Ámiwdárya", "Әмиўдәрья"],
    ["awıl", "аўыл"],
    ["12-mavze", "12 мавзе", "№12 mavze".replace("№", "")],
]  # fmt: skip

#: A name of Uzbek, and how Russian or a hasty hand spells it.
NEAR = [
    ("Yunusobod", "Юнусабад"),
    ("Chilonzor", "Чиланзар"),
    ("Mirzo Ulugʻbek", "Мирзо-Улугбек"),
    ("Shayxontohur", "Шайхантахур"),
    ("Buxoro", "Бухара"),
    ("Buxoro", "Bukhara"),
    ("Samarqand", "Самарканд"),
    ("Qashqadaryo", "Кашкадарья"),
    ("Navoiy", "Навои"),
    ("Termiz", "Термез"),
    ("Hamza", "Хамза"),
    ("Yakkasaroy", "Якасарай"),
]


@pytest.mark.parametrize("spellings", ONE_NAME, ids=lambda spellings: spellings[0])
def test_every_spelling_of_a_name_is_one(spellings):
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_kind_of_apostrophe_is_none(apostrophe):
    assert fold(f"Bog{apostrophe}ishamol") == "bogishamol"


@pytest.mark.parametrize(("name", "near"), NEAR)
def test_spellings_of_neighbouring_languages_share_a_skeleton(name, near):
    assert skeleton(fold(name)) == skeleton(fold(near))


def test_different_names_stay_different():
    names = ["Bobur", "Buxoro", "Beruniy", "Navoiy", "Navroʻz", "Chilonzor", "Olmazor", "Sergeli"]
    assert len({skeleton(fold(name)) for name in names}) == len(names)


def test_many_names_at_once_fold_as_each_alone():
    names = ["Oʻrik-zor", "", "  Юнус\nобод ", "12-maktab", "Мирзо-Улугбек", "…", "東京"]
    assert fold_all(names) == [fold(name) for name in names]
    assert fold_all([]) == []


@pytest.mark.parametrize("text", ["", "   ", "'’‘`", "\u0301\u0301", "\u202e", "…—!?", "\x00\n"])
def test_nothing_visible_is_nothing(text):
    assert fold(text) == ""


def test_letters_of_other_scripts_find_themselves():
    assert fold("東京 Straße") == "東京 strasse"
