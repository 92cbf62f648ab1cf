"""Every language is complete: no sentence missing, empty or unsure, none with other placeholders or letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from flask_babel import force_locale, gettext, ngettext

from app import sentences
from app.catalogue import AGENCY_KINDS, GROUPS, SERVICES
from app.demo import names as demo_names
from app.domain.transliteration import to_cyrillic
from app.sentences import ALL, EXCEPTIONS, MADE, WRITTEN, catalogue, exceptions, forms, in_cyrillic

ROOT = Path(__file__).resolve().parent.parent
SAID = sentences.said()

#: The alphabets, and what Latin letters a translator may borrow for a name or a unit is left to the check.
ALPHABETS = {
    "uz": "abcdefghijklmnopqrstuvxyzʻʼ",
    "kaa": "aábcdefgǵhxıijklmnńoópqrstuúvwyzí",
}
#: Letters that a name from outside may bring along: `GeoJSON`, `WebP`, `OʻRQ`.
BORROWED = set("wʻ")


@pytest.mark.parametrize("locale", ALL)
def test_every_sentence_is_translated_surely_and_with_its_placeholders(locale: str) -> None:
    problems = sentences.problems(locale, SAID)
    assert not problems, "\n".join(
        ["extract the sentences again, and translate (docs/translating.md):", *problems[:20]]
    )


@pytest.mark.parametrize("locale", ALL)
def test_the_sentences_are_those_of_the_source_and_no_others(locale: str) -> None:
    kept = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue(locale)}
    assert kept - SAID == {""}, "sentences that nobody says any more"


def test_uzbek_in_cyrillic_is_what_the_command_makes() -> None:
    assert not sentences.stale(), "run: flask translations transliterate"


@pytest.mark.parametrize("locale", sorted(ALPHABETS))
def test_a_latin_catalogue_is_spelled_with_its_own_letters(locale: str) -> None:
    for message in catalogue(locale):
        source = set(" ".join([message.id] if isinstance(message.id, str) else message.id))
        for text in forms(message) if message.id else ():
            plain = sentences.NOT_WORDS.sub(" ", text)
            foreign = {c for c in plain if c.isalpha() and c.lower() not in ALPHABETS[locale]}
            assert foreign <= source | BORROWED, f"{foreign} in {text!r}"


@pytest.mark.parametrize("locale", ALL)
def test_no_english_sentence_is_left_in_another_language(locale: str) -> None:
    for message in catalogue(locale):
        sentence = message.id if isinstance(message.id, str) else message.id[0]
        if len(re.findall(r"[^\W\d_]+", sentences.PLACEHOLDER.sub("", sentence))) >= 3:
            assert sentence not in forms(message)


@pytest.mark.parametrize("locale", ALL)
def test_a_sentence_ends_as_it_ends_in_the_source(locale: str) -> None:
    for message in catalogue(locale):
        if isinstance(message.id, str) and message.id[-1:] in {".", "?", ":", "!"}:
            (text,) = forms(message)
            assert text[-1] == message.id[-1], f"{message.id!r} → {text!r}"


def test_a_russian_date_never_stands_before_a_full_stop() -> None:
    """It ends with `г.`, and two dots in a row look like a mistake."""
    for message in catalogue("ru"):
        for text in forms(message) if message.id else ():
            assert not re.search(r"%\((day|due|answered|until|span|last|date)\)s\.", text), text


CASES = {
    1: "1 заявка",
    2: "2 заявки",
    5: "5 заявок",
    11: "11 заявок",
    21: "21 заявка",
    22: "22 заявки",
    112: "112 заявок",
    1001: "1001 заявка",
}


@pytest.mark.parametrize(("n", "words"), CASES.items())
def test_russian_counts_in_three_forms(app: Flask, n: int, words: str) -> None:
    with force_locale("ru"):
        assert ngettext("%(n)s report", "%(n)s reports", n, n=n) == words


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "У 1 территории нет границы"),
        (2, "У 2 территорий нет границы"),
        (5, "У 5 территорий нет границы"),
        (21, "У 21 территории нет границы"),
        (111, "У 111 территорий нет границы"),
    ],
)
def test_the_first_russian_form_tells_its_number_because_21_has_it_too(
    app: Flask, n: int, words: str
) -> None:
    with force_locale("ru"):
        assert ngettext("One area has no boundary", "%(num)d areas have no boundary", n) == words


@pytest.mark.parametrize("locale", ["uz", "uz_Cyrl", "kaa"])
def test_a_noun_after_a_number_stays_in_the_singular(locale: str) -> None:
    """Turkic languages count `3 murojaat`, not `3 murojaatlar`, so that a plural form may differ in `one` alone."""
    for message in catalogue(locale):
        if message.pluralizable:
            for text in forms(message):
                assert not re.search(r"%\(\w+\)[sd] (?:ta )?\w+(?:lar|лар|lar|ler)\b", text), text


@pytest.mark.parametrize("locale", ALL)
def test_the_compiled_catalogue_speaks(app: Flask, locale: str) -> None:
    """The one that visitors read: `scripts/setup.sh` compiles it."""
    with force_locale(locale):
        said = gettext("Report a problem")
    assert said == catalogue(locale).get("Report a problem").string != "Report a problem"  # type: ignore[union-attr]


def test_english_is_the_language_of_the_code(app: Flask) -> None:
    with force_locale("en"):
        assert gettext("Report a problem") == "Report a problem"


BILINGUAL = [
    *((entry.code, entry.names) for entry in (*AGENCY_KINDS.values(), *GROUPS)),
    *((service.service_code, service.names) for service in SERVICES),
    *((service.service_code, service.descriptions) for service in SERVICES),
    *((names["uz"], names) for names in (demo_names.REGION, *demo_names.DISTRICTS, *demo_names.MAHALLAS)),
]


@pytest.mark.parametrize(("what", "names"), BILINGUAL, ids=[what for what, _ in BILINGUAL])
def test_transliteration_agrees_with_names_that_were_written_in_both_scripts(
    what: str, names: dict[str, str]
) -> None:
    assert in_cyrillic(names["uz"]) == names["uz_Cyrl"]


def test_every_exception_is_one() -> None:
    """A stem that the rules spell the same way is not needed in the table."""
    for latin, cyrillic in exceptions().stems.items():
        assert to_cyrillic(latin) != cyrillic, f"{latin} needs no line in {EXCEPTIONS.name}"


# What is wrong is found.


def _catalogue(*messages: tuple[str | tuple[str, str], str | tuple[str, ...]], locale: str = "uz") -> Catalog:
    catalog = Catalog(locale=locale, fuzzy=False)
    for sentence, told in messages:
        catalog.add(sentence, told)
    return catalog


WRONG = [
    ("uz", "Choose a crew.", "", "not translated"),
    ("uz", "Choose a crew.", "   ", "not translated"),
    ("uz", "%(name)s was saved.", "Saqlandi.", "other placeholders"),
    ("uz", "%(name)s was saved.", "%(nom)s saqlandi.", "other placeholders"),
    ("uz", "{metres} m", "m", "other placeholders"),
    ("uz", "%(share)s%% of all", "%(share)s foizi", "other placeholders"),
    ("uz", "Choose a crew.", "Бригадани танланг.", "Cyrillic letters"),
    ("uz", "Choose a crew.", "Brigаda tanlang.", "both scripts"),  # Its third a is Cyrillic.
    ("uz", "Road", "Yo'l", "an apostrophe"),
    ("kaa", "Road", "Жол", "Cyrillic letters"),
    ("ru", "Road", "Дорога road yo", "the Latin word 'yo'"),
    ("ru", "Choose a crew.", "Выберитe бригаду.", "both scripts"),  # The e is Latin.
    ("ru", "Choose a crew.", "Выберите бригаду. ", "spaces at an edge"),
    (
        "ru",
        ("One area", "%(num)d areas"),
        ("Одна территория", "%(num)d территории", "%(num)d территорий"),
        "also said of 21",
    ),
    ("ru", ("%(num)d area", "%(num)d areas"), ("%(num)d", "%(num)d"), "plural forms in place of 3"),
]


@pytest.mark.parametrize(("locale", "sentence", "told", "problem"), WRONG)
def test_what_is_wrong_is_found(
    monkeypatch: pytest.MonkeyPatch, locale: str, sentence: str, told: str, problem: str
) -> None:
    monkeypatch.setattr(sentences, "catalogue", lambda _: _catalogue((sentence, told), locale=locale))
    found = sentences.problems(locale, {sentence})
    assert any(problem in line for line in found), found


def test_a_sentence_without_a_translation_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "catalogue", lambda _: _catalogue())
    assert sentences.problems("uz", {"New words."}) == ["not in the catalogue: 'New words.'"]


def test_an_unsure_sentence_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = _catalogue(("Choose a crew.", "Brigadani tanlang."))
    catalog["Choose a crew."].flags.add("fuzzy")
    monkeypatch.setattr(sentences, "catalogue", lambda _: catalog)
    assert sentences.problems("uz", set()) == ["unsure: 'Choose a crew.'"]


def test_a_stale_transliteration_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        "uz": _catalogue(("Road", "Yoʻl"), ("Lamp", "Chiroq"), ("New", "Yangi")),
        MADE: _catalogue(("Road", "Йўл"), ("Lamp", "Лампа"), ("Old", "Эски"), locale=MADE),
    }
    monkeypatch.setattr(sentences, "catalogue", kept.__getitem__)
    assert sentences.stale() == ["Lamp", "New", "Old"]


def test_no_language_on_offer_is_without_a_catalogue(app: Flask) -> None:
    assert set(app.config["LOCALES"]) == {*WRITTEN, MADE, "en"}
