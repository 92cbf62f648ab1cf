"""Uzbek in Cyrillic letters: the rules letter by letter, the exceptions, and what is no text at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.transliteration import Exceptions, to_cyrillic

LETTERS = [
    # Latin, Cyrillic
    ("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз"),
    ("oʻrik, gʻoz", "ўрик, ғоз"),
    ("Oʻtgan, Gʻildirak", "Ўтган, Ғилдирак"),
    ("shahar, choy", "шаҳар, чой"),
    ("Sharof, Chori", "Шароф, Чори"),
    ("tong, yangi", "тонг, янги"),
    ("soʻnggi", "сўнгги"),
    # ye, yo, yu, ya, and y alone
    ("yer, yetdi, qayerda", "ер, етди, қаерда"),
    ("yoz, ayol, dunyo, oyoq", "ёз, аёл, дунё, оёқ"),
    ("yurak, yuz, tuyuldi", "юрак, юз, туюлди"),
    ("yana, daryolar, muayyan", "яна, дарёлар, муайян"),
    ("yoʻl, yoʻq, Yoʻllar", "йўл, йўқ, Йўллар"),
    ("yigʻin, boʻyicha, iyun", "йиғин, бўйича, июн"),
    ("choyxona, uy, roʻyxat", "чойхона, уй, рўйхат"),
    # e
    ("ertaga, elektr, Esa", "эртага, электр, Эса"),
    ("aeroport, poema, Boeva, Alieva", "аэропорт, поэма, Боева, Алиева"),
    ("kecha, tekshirish", "кеча, текшириш"),
    ("e-pochta", "э-почта"),
    # the tutuq belgisi
    ("maʼlum, eʼlon, sanʼat, qatʼi", "маълум, эълон, санъат, қатъи"),
    ("Isʼhoq, asʼhob", "Исҳоқ, асҳоб"),
    # x and h
    ("xalq, hol, xohlasangiz", "халқ, ҳол, хоҳласангиз"),
    # ts is ц only where no native word has it
    ("aytsa, ketsin, ruxsatsiz", "айтса, кетсин, рухсатсиз"),
    ("kanalizatsiya, koordinatsion", "канализация, координацион"),
    ("aksiya", "акция"),
    # marks as keyboards have them
    ("Mirzo Ulug'bek, Tog‘, yo`l, O’rik", "Мирзо Улуғбек, Тоғ, йўл, Ўрик"),
    ("ma'lum, e’lon, 'Yangi'", "маълум, эълон, 'Янги'"),
    # dates have no hyphen, other numbers keep theirs
    ("2026-yil 3-dekabrgacha", "2026 йил 3 декабргача"),
    ("14-uy, 3-rasm", "14-уй, 3-расм"),
    ("", ""),
]

UNTOUCHED = [
    ("%(num)d ta ochiq murojaat, %(share)s%% i", "%(num)d та очиқ мурожаат, %(share)s%% и"),
    ("Belgidan {metres} m narida", "Белгидан {metres} м нарида"),
    ('<a href="/yangi">Yangi</a>&nbsp;xabar', '<a href="/yangi">Янги</a>&nbsp;хабар'),
    ("Masalan, ism@example.uz yoki https://example.uz/yangi?a=1", "Масалан, ism@example.uz ёки https://example.uz/yangi?a=1"),
    ("QR kod, SMS va PDF", "QR код, SMS ва PDF"),
    ("JPEG, PNG, WCAG 2.2, AA", "JPEG, PNG, WCAG 2.2, AA"),
    ("N3C2-7T3E, A4 varaq", "N3C2-7T3E, A4 варақ"),
    ("ikkita cookie, WGS 84 (EPSG:4326)", "иккита cookie, WGS 84 (EPSG:4326)"),
    ("Сўз ва soʻz", "Сўз ва сўз"),
]  # fmt: skip

TABLE = Exceptions(
    {"parol": "пароль", "rol": "роль", "obyekt": "объект", "sex": "цех", "oʻrq": "ЎРҚ", "dekabr": "декабрь"},
    frozenset({"GeoJSON", "Smart"}),
)
EXCEPTIONS = [
    ("parol, Parol, PAROL", "пароль, Пароль, ПАРОЛЬ"),
    ("parolni, parolingiz", "паролни, паролингиз"),  # The soft sign goes before an ending.
    ("obyektdan, Sexga", "объектдан, Цехга"),
    ("OʻRQ-445", "ЎРҚ-445"),
    ("Smart-mahalla", "Smart-маҳалла"),
    ("GeoJSON fayli", "GeoJSON файли"),
    ("3-dekabr, 3-dekabrda", "3 декабрь, 3 декабрда"),
    ("karol", "карол"),  # A stem is the beginning of a word, not a part.
]


@pytest.mark.parametrize(("latin", "cyrillic"), LETTERS)
def test_letters_follow_the_official_alphabet(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(("latin", "cyrillic"), UNTOUCHED)
def test_what_is_no_uzbek_text_stays(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(("latin", "cyrillic"), EXCEPTIONS)
def test_loanwords_and_names_follow_the_table(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin, TABLE) == cyrillic


@given(st.text())
def test_any_text_can_be_written_and_twice_is_once(text: str) -> None:
    once = to_cyrillic(text, TABLE)
    assert to_cyrillic(once, TABLE) == once
