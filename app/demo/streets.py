"""Streets and landmarks of Namuna for the search: a few hundred invented names, each inside its mahalla."""

from __future__ import annotations

import random

import shapely

from app.demo.town import DECIMALS, TownArea
from geo.same_place import Place

SEED = 404
#: uz|ru, what a street is called after.
_STREETS = [
    "",
    "Tong|Тонг",
    "Saodat|Саодат",
    "Chinor|Чинар",
    "Yangi hayot|Янги хаёт",
    "Ipak yoʻli|Ипак йули",
    "Qorasuv|Карасув",
    "Gʻuncha|Гунча",
    "Osoyishta|Осойишта",
    "Mevazor|Мевазар",
    "Nihol|Нихол",
    "Bogʻi eram|Боги эрам",
    "Sharshara|Шаршара",
    "Navroʻz|Навруз",
    "Qadriyat|Кадрият",
    "Oqsuv|Аксу",
    "Kamalak|Камалак",
    "Oʻzgarish|Узгариш",
    "Tuyatortar|Туятартар",
    "Choʻpon ota|Чупан-ата",
    "Ulugʻ yoʻl|Улуг йул",
    "Sohil|Сохил",
    "Koʻhna bozor|Кухна бозор",
    "Yettichinor|Етти чинар",
    "Hunarmandlar|Хунармандлар",
    "",
][1:-1]
#: uz|ru, with the number of the mahalla in its district where there is room for one.
_LANDMARKS = [
    "",
    "{n}-maktab|Школа № {n}",
    "{n}-bogʻcha|Детский сад № {n}",
    "{n}-oilaviy poliklinika|Семейная поликлиника № {n}",
    "{name} dehqon bozori|Рынок {ru}",
    "{name} choyxonasi|Чайхана {ru}",
    "{name} bogʻi|Парк {ru}",
    "{name} dorixonasi|Аптека {ru}",
    "{name} bekati|Остановка {ru}",
    "",
][1:-1]
STREETS_EACH, LANDMARKS_EACH = 4, 2


def places(areas: list[TownArea]) -> list[Place]:
    """Return the places, the same ones every time."""
    rng = random.Random(SEED)
    found = []
    for number, area in enumerate((area for area in areas if area.level == "mahalla"), start=1):
        for row in rng.sample(_STREETS, STREETS_EACH):
            uz, ru = row.split("|")
            names = {"uz": f"{uz} koʻchasi", "ru": f"улица {ru}"}
            found.append(_place(rng, area, "street", names, len(found)))
        for row in rng.sample(_LANDMARKS, LANDMARKS_EACH):
            filled = row.format(n=number, name=area.names["uz"], ru=area.names["ru"])
            uz, ru = filled.split("|")
            found.append(_place(rng, area, "landmark", {"uz": uz, "ru": ru}, len(found)))
    return found


def _place(rng: random.Random, area: TownArea, kind: str, names: dict[str, str], number: int) -> Place:
    west, south, east, north = area.boundary.bounds
    while True:
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(area.boundary, lon, lat):
            return Place(f"{number:04d}", kind, names, (), round(lon, DECIMALS), round(lat, DECIMALS))
