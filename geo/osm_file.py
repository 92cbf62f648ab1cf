"""The names in an extract of OpenStreetMap (`.osm.pbf`, `.osm`), read by GDAL's own driver.

https://gdal.org/drivers/vector/osm.html; the tags are those of https://wiki.openstreetmap.org/wiki/Map_features.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio import raw

from geo.boundary_file import ReadFile
from geo.boundary_values import tidy
from geo.same_place import Named
from geo.spatial_file import UNREADABLE, reason_of

Progress = Callable[[int, int], None]

#: Whose names they are; OpenStreetMap asks that it is said.
ATTRIBUTION = "© OpenStreetMap"

#: Tag → locale. A plain `name` is in whatever language people write there.
NAMES = {
    "name:uz": "uz",
    "name:uz-Latn": "uz",
    "name:uz-Cyrl": "uz_Cyrl",
    "name:kaa": "kaa",
    "name:ru": "ru",
    "name:en": "en",
}
#: Streets were renamed, and people say the old name; it finds the place, and is not shown.
OTHERS = ("alt_name", "old_name", "old_name:uz", "old_name:ru", "loc_name", "short_name", "official_name")
#: Tags that make a named thing a landmark.
LANDMARKS = (
    "amenity", "shop", "tourism", "historic", "leisure", "office", "healthcare", "public_transport", "railway",
    "aeroway", "man_made", "natural", "waterway", "craft", "sport", "building", "landuse",
)  # fmt: skip
LAYERS = ("points", "lines", "multipolygons")

_KEYS = ("name", *NAMES, *OTHERS, "highway", "place", "boundary", *LANDMARKS)
_AREAS = (
    "aeroway,amenity,boundary,building,craft,historic,landuse,leisure,natural,office,place,shop,sport,tourism"
)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_UZBEK_CYRILLIC = re.compile("[ўқғҳ]", re.IGNORECASE)
#: Where people live, but not a house or a spot in a field.
_SETTLEMENTS = {
    "city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "borough", "city_block",
    "isolated_dwelling", "allotments",
}  # fmt: skip


def is_osm(path: Path | str) -> bool:
    """Whether a file is an extract of OpenStreetMap, by its name; GDAL goes by the name too."""
    return str(path).lower().endswith((".pbf", ".osm"))


def read_osm(
    path: Path | str,
    found: ReadFile,
    left_out: Counter[str],
    *,
    kind: str | None = None,
    on_progress: Progress | None = None,
) -> list[Named]:
    """Return everything that has a name, piece by piece; areas of the administration have their own import."""
    if not Path(path).is_file():
        found.say("no_such_file", "error", path=str(path))
        return []
    named: list[Named] = []
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as wanted:
        wanted.write(_configuration())
        wanted.flush()
        for number, layer in enumerate(LAYERS, start=1):
            try:
                with warnings.catch_warnings(action="ignore"):
                    meta, _, wkb, data = raw.read(
                        str(path), layer=layer, where="name IS NOT NULL", CONFIG_FILE=wanted.name
                    )
            except (*UNREADABLE, RuntimeError) as error:
                found.say("unreadable_osm", "error", reason=reason_of(error))
                return []
            columns = dict(zip((str(name) for name in meta["fields"]), data, strict=True))
            shapes = shapely.from_wkb(wkb, on_invalid="ignore")
            found.rows += len(shapes)
            for row, shape in enumerate(shapes):
                values = {name: column[row] for name, column in columns.items() if column[row]}
                piece = _piece(layer, values, shape, kind)
                if piece is None:
                    left_out["other"] += 1
                else:
                    named.append(piece)
            if on_progress:
                on_progress(number, len(LAYERS))
    found.crs = "EPSG:4326"
    return named


def _piece(layer: str, tags: Mapping[str, Any], shape: Any, kind: str | None) -> Named | None:
    kind = kind or _kind(layer, tags)
    if (
        kind is None
        or shape is None
        or shape.is_empty
        or not np.isfinite(shapely.get_coordinates(shape)).all()
    ):
        return None
    names = {locale: tidy(str(tags[tag]))[:200] for tag, locale in reversed(NAMES.items()) if tag in tags}
    plain = tidy(str(tags["name"]))[:200]
    names.setdefault(_locale_of(plain), plain)
    if not all(names.values()):
        return None
    others = [tidy(name)[:200] for tag in OTHERS for name in str(tags.get(tag, "")).split(";") if tidy(name)]
    prefix = "n" if layer == "points" else "w" if layer == "lines" or tags.get("osm_way_id") else "r"
    key = f"{prefix}{tags.get('osm_way_id') or tags.get('osm_id')}"
    return Named(key, kind, plain, names, tuple(dict.fromkeys([plain, *others])), shape)


def _kind(layer: str, tags: Mapping[str, Any]) -> str | None:
    if tags.get("boundary") == "administrative":
        return None
    if tags.get("place") in _SETTLEMENTS:
        return "settlement"
    if tags.get("highway") and layer != "points":
        return "street"
    if tags.get("landuse") == "residential":
        return "settlement"
    return "landmark" if tags.get("highway") or any(tags.get(tag) for tag in LANDMARKS) else None


def _locale_of(name: str) -> str:
    if not _CYRILLIC.search(name):
        return "uz"
    return "uz_Cyrl" if _UZBEK_CYRILLIC.search(name) else "ru"


def _configuration() -> str:
    """Return what GDAL's driver is told: which tags become fields."""
    keys = ",".join(_KEYS)
    sections = "".join(
        f"[{layer}]\nosm_id=yes\nother_tags=no\nattributes={keys}\n"
        for layer in (*LAYERS, "multilinestrings", "other_relations")
    )
    return f"closed_ways_are_polygons={_AREAS}\nattribute_name_laundering=no\n{sections}"
