"""What the residents of Namuna write, and what is answered: invented sentences in natural Uzbek and Russian."""

from __future__ import annotations

import random

from app.demo.subjects import Subject
from app.sentences import in_cyrillic

_WHERE = (
    "Maktab yonida", "Bogʻcha roʻparasida", "Bozorga kiraverishda", "Bekat oldida", "Doʻkon yonida",
    "Koʻchamiz boshida", "Koʻcha oxirida", "Bizning uy oldida", "Choyxona roʻparasida", "Koʻprik yonida",
    "Poliklinika yonida", "Guzar oldida", "Koʻp qavatli uylar orasida", "Sport maydonchasi yonida",
    "Tor koʻchaga burilishda", "Chorrahada", "Dorixona yonida", "Novvoyxona oldida",
)  # fmt: skip
_CLOSING = (
    "Iltimos, koʻrib chiqing.", "Tezroq hal qilib bersangiz.", "Bir haftadan beri shunday.",
    "Oʻtgan oydan beri hech kim qaramadi.", "Bolalar shu yerdan maktabga boradi.",
    "Keksalarga juda qiyin boʻlyapti.", "Kechasi ayniqsa xavfli.", "Oldindan rahmat.",
    "Qoʻshnilar ham shikoyat qilyapti.", "Oʻtgan safar yaxshi tuzatgan edingiz, rahmat.",
    "Yomgʻirdan keyin battar boʻldi.",
)  # fmt: skip
_WHERE_RU = (
    "Возле школы",
    "У остановки",
    "Напротив магазина",
    "В начале нашей улицы",
    "У поликлиники",
    "Во дворе",
)
_CLOSING_RU = (
    "Прошу принять меры.",
    "Так уже вторую неделю.",
    "Здесь ходят дети.",
    "Заранее спасибо.",
    "Вечером опасно.",
)

STREETS = (
    "Nilufar", "Moychechak", "Oybarchin", "Kamalak", "Bahor nafasi", "Sarvinoz", "Oq kabutar", "Yangi guzar",
    "Zar qanot", "Gulzor", "Olcha bogʻi", "Koʻk gumbaz", "Tol soyasi", "Sharqona", "Chinor", "Hovuz boʻyi",
    "Oltin boshoq", "Ipak yoʻli", "Qoʻshchinor", "Yasmin", "Majnuntol", "Oq oltin", "Lochin", "Ufq",
)  # fmt: skip
FAMILY = "Namunayev"
GIVEN = (
    ("Anvar", "m"), ("Dilnoza", "f"), ("Sardor", "m"), ("Malika", "f"), ("Jasur", "m"), ("Nodira", "f"),
    ("Otabek", "m"), ("Gulchehra", "f"), ("Bekzod", "m"), ("Zuhra", "f"), ("Rustam", "m"), ("Shahlo", "f"),
)  # fmt: skip

CREW_NOTES = (
    "Ish yakunlandi.", "Tuzatildi, joyi tozalandi.", "Almashtirildi va tekshirildi.", "Bajarildi, sinab koʻrildi.",
    "Qoʻshnilar oldida topshirildi.", "Vaqtinchalik emas, toʻliq taʼmirlandi.", "",
)  # fmt: skip
FAR_NOTES = (
    "Quduq qopqogʻi burchakda, rasm oʻsha yerdan olindi.",
    "Mashina yaqin kela olmadi, uzoqroqdan suratga oldik.",
)
NOT_FIXED = (
    "Ikki kundan keyin yana shu holat.", "Faqat bir qismi tuzatildi.", "Chala qolib ketgan, keling koʻring.",
    "Rasmda tuzatilgan, aslida esa yoʻq.", "Yana oqyapti.",
)  # fmt: skip
HANDED_OVER = (
    "Bu tarmoq bizning balansda emas.", "Yoʻl viloyat ahamiyatida, boshqa tashkilot javob beradi.",
    "Muammo sababi boshqa tarmoqda ekan.", "Obodonlashtirish ishi talab qilinadi.",
)  # fmt: skip
REJECTED = {
    "not_a_problem": "Joyiga chiqib koʻrildi, nosozlik aniqlanmadi.",
    "private_property": "Xonadon ichidagi tarmoq, egasi hisobidan taʼmirlanadi.",
    "already_fixed": "Muammo kecha bartaraf etilgan ekan.",
    "place_not_found": "Koʻrsatilgan joyda bunday holat topilmadi.",
    "not_enough_detail": "Nima boʻlgani yozilmagan, surat ham yoʻq.",
    "other": "Rejali taʼmir dasturiga kiritilgan, muddati eʼlon qilinadi.",
}


def description(rng: random.Random, subject: Subject) -> tuple[str, str]:
    """Return (locale, text) of one report."""
    dice = rng.random()
    if dice < 0.16 and subject.russian:
        return "ru", _joined(rng, _WHERE_RU, subject.russian, _CLOSING_RU)
    text = _joined(rng, _WHERE, subject.uzbek, _CLOSING)
    return ("uz_Cyrl", in_cyrillic(text)) if dice < 0.28 else ("uz", text)


def _joined(
    rng: random.Random, where: tuple[str, ...], middle: tuple[str, ...], closing: tuple[str, ...]
) -> str:
    sentence = rng.choice(middle)
    if rng.random() < 0.6:
        sentence = f"{rng.choice(where)} {sentence[0].lower()}{sentence[1:]}"
    return f"{sentence} {rng.choice(closing)}" if rng.random() < 0.55 else sentence


def address(rng: random.Random) -> str:
    """Return an invented address, or nothing: many residents only set the pin."""
    if rng.random() < 0.45:
        return ""
    return f"{rng.choice(STREETS)} koʻchasi, {rng.randint(1, 96)}-uy"


def person(rng: random.Random) -> str:
    """Return a name that is plainly invented: everybody in Namuna is called Namunayev."""
    given, kind = rng.choice(GIVEN)
    return f"{given} {FAMILY}{'a' if kind == 'f' else ''}"
