"""Finding a place by its name among 10,000 names, and among 300,000: time of an answer, and what the index costs.

Run by `make bench`; needs a migrated database with the demo in it (DATABASE_URL). The names are invented, as many
different words as 10,020 real names of mahallas have among them. The floor is the cheapest question to the same
database through the same request.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from app import create_app
from app.actions.places import import_places
from app.db import db, reading
from app.domain.transliteration import to_cyrillic
from app.extensions import limiter
from app.queries import place_search
from app.queries.territory import territory_bounds
from benchmarks.measuring import heading, line, p95, timed
from geo.same_place import Place

TIMES = 400
BUDGET_MS = 20.0
SIZES = (10_000, 300_000)
SOURCE = "bench"
BEGINNINGS = [
    "B",
    "D",
    "F",
    "G",
    "H",
    "J",
    "K",
    "L",
    "M",
    "N",
    "P",
    "Q",
    "R",
    "S",
    "T",
    "V",
    "X",
    "Y",
    "Z",
    "Sh",
    "Ch",
    "Oʻ",
    "Gʻ",
    "A",
    "O",
    "I",
    "U",
]
MIDDLES = [
    "a",
    "o",
    "i",
    "u",
    "e",
    "oʻ",
    "an",
    "or",
    "il",
    "un",
    "ar",
    "ob",
    "aq",
    "ish",
    "iz",
    "um",
    "ay",
    "oy",
]
ENDINGS = [
    "obod",
    "zor",
    "lik",
    "qishloq",
    "tepa",
    "bogʻ",
    "ariq",
    "chi",
    "saroy",
    "li",
    "ota",
    "soy",
    "qoʻrgʻon",
    "don",
    "guzar",
]
#: Of so many names one has a word of its own, as in the register of mahallas.
NAMES_A_WORD = 2.0


def words(choose: random.Random, number: int) -> list[str]:
    """Return invented words that sound like names of the country."""
    found: dict[str, None] = {}
    while len(found) < number:
        middle = "".join(choose.choices(MIDDLES, k=choose.randint(1, 2)))
        letter = choose.choice("bdgklmnqrst")
        found[f"{choose.choice(BEGINNINGS)}{middle}{letter}{choose.choice(ENDINGS)}"] = None
    return list(found)


def streets(number: int, *, seed: int = 5) -> list[Place]:
    """Return invented streets all over the demo's territory, most of them named after something common."""
    choose = random.Random(seed)
    known = words(choose, int(number / NAMES_A_WORD) if number <= 20_000 else 40_000)
    weights = [1 / (rank + 20) for rank in range(len(known))]
    bounds = territory_bounds()
    assert bounds is not None
    west, south, east, north = bounds
    places = []
    for at, first in enumerate(choose.choices(known, weights, k=number)):
        name = f"{first} {choose.choice(known)}" if choose.random() < 0.3 else first
        if choose.random() < 0.2:
            name = f"{choose.randint(1, 9)}-tor {name}"
        lon, lat = choose.uniform(west, east), choose.uniform(south, north)
        places.append(
            Place(f"{at:06d}", "street", {"uz": f"{name} koʻchasi"}, (), round(lon, 6), round(lat, 6))
        )
    return places


def mistyped(choose: random.Random, name: str) -> str:
    """Return a name with one letter that went wrong."""
    at = choose.randrange(1, max(2, len(name) - 8))
    return choose.choice(
        [name[:at] + name[at + 1 :], name[:at] + choose.choice("aeiouklmnrst") + name[at + 1 :]]
    )


def ways(choose: random.Random, names: Sequence[str]) -> dict[str, list[str]]:
    """Return what people type who mean these names."""
    cores = [name.removesuffix(" koʻchasi") for name in names]
    return {
        "as it is written": list(names),
        "in Cyrillic": [to_cyrillic(name) for name in names],
        "without apostrophes": [core.replace("ʻ", "").lower() for core in cores],
        "with one error": [mistyped(choose, name) for name in names],
        "its first two letters": [core[:2] for core in cores],
        "its first four letters": [core[:4] for core in cores],
        "with the district": [f"{core} bogʻzor" for core in cores],
        "what nobody is called": [core[::-1] for core in cores],
        "eight words": [f"{core} qwerty zxcvbn 12 uy yonida katta doʻkon" for core in cores],
    }


def measure(client: object, names: Sequence[str]) -> float:
    """Time each way of typing; return the worst 95th percentile of a whole request."""
    choose = random.Random(9)
    floor = timed(lambda: client.get("/healthz"), TIMES)  # type: ignore[attr-defined]
    line("floor: /healthz, one SELECT 1", floor)
    worst = 0.0
    for way, typed in ways(choose, names).items():
        spent = timed(_asking(client, typed), len(typed))
        found = sum(bool(place_search.search(text[:100])) for text in typed)
        worst = max(worst, p95(spent))
        line(f"/places, {way}", spent, floor, f"{found} of {len(typed)} found something")
    return worst


def _asking(client: object, typed: Sequence[str]) -> Callable[[], object]:
    rest = iter(typed)
    headers = {"Accept": "application/json"}

    def ask() -> None:
        answer = client.get("/places", query_string={"q": next(rest)[:100]}, headers=headers)  # type: ignore[attr-defined]
        assert answer.status_code == 200, answer.status

    return ask


def grow(number: int) -> list[Place]:
    """Import so many streets, and say what that and the index cost."""
    places = streets(number)
    start = time.perf_counter()
    reading.set(False)
    import_places(SOURCE, places, at=datetime.now(UTC))
    print(f"{'importing them':<46} {time.perf_counter() - start:12.1f} s")
    reading.set(True)
    place_search.forget_names()
    start = time.perf_counter()
    place_search.search("a")
    print(f"{'making the index, in each process':<46} {(time.perf_counter() - start) * 1000:12.0f} ms")
    place_search.forget_names()
    tracemalloc.start()
    place_search.search("a")
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{'memory of the index':<46} {kept / 1e6:12.0f} MB, {peak / 1e6:.0f} MB while it is made")
    return places


def main() -> int:
    """Measure both sizes, print, and return 0."""
    app = create_app()
    with app.app_context():
        limiter.enabled = False
        client = app.test_client()
        for number in SIZES:
            heading(f"Finding a place among {number:,} names, {db.engine.dialect.name}")
            names = [place.names["uz"] for place in random.Random(2).sample(grow(number), TIMES)]
            worst = measure(client, names)
            if number == SIZES[0]:
                verdict = "within" if worst <= BUDGET_MS else "OVER"
                print(f"the slowest p95 is {worst:.1f} ms: {verdict} the {BUDGET_MS:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
