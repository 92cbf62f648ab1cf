"""Who answers in Namuna: agencies of the kinds that exist in Uzbekistan, and for what.

`EVERYWHERE` serve the whole region; `BY_DISTRICT` have a branch in each district. Columns: kind, slug,
uz, kaa (Latin), ru, en; `{}` is the district's short name, and Uzbek Cyrillic follows from the Latin.
"""

from __future__ import annotations

from app.demo.names import Names
from app.sentences import in_cyrillic

EVERYWHERE = (
    ("water", "suv", "Namuna suv taʼminoti", "Namuna suw támiynatı", "Намунинский водоканал", "Namuna water utility"),
    ("sewerage", "oqova", "Namuna oqova suv", "Namuna aǵındı suw", "Намунинская канализация", "Namuna sewerage"),
    ("power", "elektr", "Namuna elektr tarmoqlari", "Namuna elektr tarmaqları", "Намунинские электрические сети", "Namuna power grid"),
    ("gas", "gaz", "Namuna gaz taʼminoti", "Namuna gaz támiynatı", "Намунинская газовая служба", "Namuna gas supply"),
    ("heat", "issiqlik", "Namuna issiqlik manbai", "Namuna jıllılıq deregi", "Намунинское теплоснабжение", "Namuna district heating"),
    ("roads", "yol", "Namuna avtoyoʻl", "Namuna avtojol", "Намунинская дорожная служба", "Namuna road service"),
    ("transport", "transport", "Namuna yoʻlovchi trans", "Namuna jolawshı trans", "Намунинский пассажирский транспорт", "Namuna passenger transport"),
    ("safety", "xavfsizlik", "Namuna jamoat xavfsizligi", "Namuna jámiyetlik qáwipsizlik", "Общественная безопасность Намуны", "Namuna public safety"),
    ("housing", "uylar", "Namuna uy-joy servis", "Namuna turaq jay servis", "Намунинский жилищный сервис", "Namuna house management"),
    ("veterinary", "veterinariya", "Namuna veterinariya", "Namuna veterinariya", "Намунинская ветеринарная служба", "Namuna veterinary service"),
    ("ecology", "ekologiya", "Namuna ekologiya", "Namuna ekologiya", "Намунинская экологическая служба", "Namuna environmental service"),
)  # fmt: skip
BY_DISTRICT = (
    ("clean_city", "toza-hudud", "Toza hudud — {}", "Taza aymaq — {}", "Тоза ҳудуд — {}", "Toza hudud — {}"),
    ("landscaping", "obodonlashtirish", "Obodonlashtirish — {}", "Abadanlastırıw — {}", "Благоустройство — {}", "Landscaping — {}"),
)  # fmt: skip
#: It collected the old centre's waste until the middle of the year: an agency that answers no more.
FORMER = (
    "clean_city",
    "maxsustrans",
    "Maxsustrans Namuna",
    "Maxsustrans Namuna",
    "Махсустранс Намуна",
    "Maxsustrans Namuna",
)

DISTRICT_SLUGS = ("bogzor", "kohnaqala", "yangidaryo")
#: Whole groups of services, by kind; what the catalogue calls them.
GROUPS = {
    "roads": "roads",
    "waste": "clean_city",
    "water": "water",
    "sewerage": "sewerage",
    "electricity": "power",
    "gas": "gas",
    "heating": "heat",
    "trees_yards": "landscaping",
    "transport": "transport",
    "public_safety": "safety",
    "buildings": "housing",
    "animals": "veterinary",
    "ecology": "ecology",
}
#: Single services that another kind takes from the group's.
SERVICES = {
    "street_light": "landscaping",
    "dark_street": "landscaping",
    "storm_drain": "landscaping",
    "ditch": "landscaping",
    "bus_stop": "landscaping",
    "illegal_parking": "safety",
    "dead_animal": "clean_city",
}
#: What some mahallas look after themselves.
MAHALLA_SERVICES = ("noise", "yard_furniture", "street_litter")
#: Nobody answers for this group in the last district, so its own inbox gets it.
UNCOVERED = ("ecology", 2)

POSTS: Names = {
    "uz": "Navbatchi dispetcher",
    "uz_Cyrl": "Навбатчи диспетчер",
    "kaa": "Náwbetshi dispetcher",
    "ru": "Дежурный диспетчер",
    "en": "Duty dispatcher",
}
CHAIR: Names = {
    "uz": "Mahalla raisi",
    "uz_Cyrl": "Маҳалла раиси",
    "kaa": "Máhálle baslıǵı",
    "ru": "Председатель махалли",
    "en": "Chair of the mahalla",
}


def names_of(row: tuple[str, ...], place: Names | None = None) -> Names:
    """Return an agency's names, with the district's short name where it has one."""
    _, _, uz, karakalpak, russian, english = row
    patterns = {"uz": uz, "uz_Cyrl": in_cyrillic(uz), "kaa": karakalpak, "ru": russian, "en": english}
    short = {locale: name.split()[0] for locale, name in place.items()} if place else {}
    return {locale: pattern.format(short.get(locale, "")) for locale, pattern in patterns.items()}


def mahalla_names(place: Names) -> Names:
    """Return the names of a mahalla as an agency."""
    return {
        "uz": f"{place['uz']} mahallasi",
        "uz_Cyrl": f"{place['uz_Cyrl']} маҳалласи",
        "kaa": f"{place['kaa']} máhállesi",
        "ru": f"Махалля «{place['ru']}»",
        "en": f"{place['en']} mahalla",
    }
