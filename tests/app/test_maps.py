"""Folium by itself: what it draws for us, and what it must not."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from shapely import MultiPolygon, box

from app import maps
from geo.density import Surface

ROOT = Path(__file__).resolve().parents[2]
SQUARE = box(69.2, 41.2, 69.3, 41.3)


def surface(*rows: list[float]) -> Surface:
    return Surface(69.2, 41.2, 69.3, 41.3, 500, np.array(rows, dtype=float))


def area(**values: object) -> maps.MapArea:
    given = {
        "key": "mahalla:1",
        "boundary": SQUARE,
        "label_at": (69.25, 41.25),
        "name": "Navbahor",
        "value": "7",
        "facts": ["7 reports"],
        "href": "/council/?area=mahalla:1",
        "shade": 3,
    }
    return maps.MapArea(**{**given, **values})  # type: ignore[arg-type]


def script(**values: object) -> str:
    given = {"boundary": SQUARE, "areas": [area()], "heat": surface([0, 1], [2, 9]), "tiles": None}
    return str(maps.council_map(**{**given, "words": {"heat": "Heat"}, **values}).script)  # type: ignore[arg-type]


def test_folium_is_imported_in_one_place() -> None:
    importing = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "app").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and (getattr(node, "module", None) or node.names[0].name).partition(".")[0] in ("folium", "branca")
    ]
    assert set(importing) == {"app/maps.py"}


def test_the_script_asks_for_nothing_foreign() -> None:
    text = script()
    for word in ("http:", "https:", "$.", "jquery", "AwesomeMarkers", "<style", "<link", "document.write"):
        assert word not in text


def test_folium_keeps_its_own_links_for_others() -> None:
    import folium

    script()
    assert folium.Map.default_js
    assert maps._Map.default_js == [] == maps._Map.default_css


@pytest.mark.parametrize("bad", ["</script><script>x", "\u2028'\"<&>", "<!--", "‮"])
def test_texts_are_data_whatever_they_contain(bad: str) -> None:
    text = script(areas=[area(name=bad, facts=[bad], value=bad, href=bad, key=bad)])
    assert "</script" not in text
    assert "<!--" not in text
    assert "<script" not in text


def test_a_map_without_areas_or_heat_has_a_boundary() -> None:
    text = script(areas=[], heat=None)
    assert "geo_json_boundary" in text
    assert "geo_json_areas" not in text
    assert "imageOverlay" not in text


def test_an_empty_surface_is_not_drawn() -> None:
    assert "imageOverlay" not in script(heat=surface([0, 0], [0, 0]))


def test_tiles_need_no_attribution() -> None:
    assert "/tiles/{z}/{x}/{y}.png" in script(tiles=maps.Tiles("/tiles/{z}/{x}/{y}.png", ""))


def test_an_area_in_parts_and_with_a_hole_is_drawn() -> None:
    parts = MultiPolygon([SQUARE.difference(box(69.24, 41.24, 69.26, 41.26)), box(69.4, 41.2, 69.5, 41.3)])
    text = script(boundary=parts, areas=[area(boundary=parts)])
    assert '"MultiPolygon"' in text


def test_nothing_is_clear_and_the_densest_place_is_deepest() -> None:
    pixels = maps._coloured(np.array([[0.0, 0.5, 1.0]]))[0]
    assert pixels[0, 3] == 0
    assert list(pixels[:, 3]) == sorted(pixels[:, 3])


def test_lightness_falls_all_the_way_so_that_no_eye_mistakes_the_order() -> None:
    pixels = maps._coloured(np.linspace(0, 1, 64)[None, :])[0].astype(float)
    opacity = pixels[:, 3:] / 255
    on_paper = pixels[:, :3] * opacity + 255 * (1 - opacity)
    lightness = on_paper @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) < 0.01).all()
    assert lightness[0] - lightness[-1] > 150


def test_the_same_map_is_drawn_twice_alike() -> None:
    tiles = maps.Tiles("/tiles/{z}/{x}/{y}.png", "")
    assert script(tiles=tiles) == script(tiles=tiles)
