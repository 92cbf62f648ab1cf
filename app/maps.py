"""Folium's maps, served by ourselves: the only import of folium.

Folium by itself loads jQuery, Bootstrap, fonts and Leaflet from foreign servers, forbids zooming with two
fingers, and leaves names raw. Here it only writes the map's own script, which the page runs under its nonce;
the head, the styles and what the map answers to (`modules/council-map.js`) are ours.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import numpy as np
import shapely
from flask import current_app
from folium.template import Template
from markupsafe import Markup
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.density import Surface

#: From few to many: red, green, blue and opacity, all 0–255. Lightness only falls, so that the order survives
#: colour blindness, a photocopier and a weak projector.
HEAT = ((255, 221, 120, 0), (254, 196, 79, 130), (245, 139, 48, 190), (221, 72, 36, 220), (142, 13, 38, 235))

#: So many colours a picture of heat has.
HEAT_STEPS = 48


@dataclass(frozen=True)
class MapArea:
    """One area on the map. `shade` is its class (None: not known); the texts are shown as they are, never as HTML."""

    key: str
    boundary: BaseGeometry
    label_at: tuple[float, float]
    name: str
    value: str
    facts: Sequence[str]
    href: str
    shade: int | None


@dataclass(frozen=True)
class MapHexagon:
    """One hexagon on the map: its outline, its shade (0: none in this picture), and what it says, as a text."""

    code: str
    outline: BaseGeometry
    shade: int
    told: str


@dataclass(frozen=True)
class Tiles:
    """The base map: the address pattern of its tiles, and what their owner asks to be shown (HTML)."""

    url: str
    attribution: str


def configured_tiles() -> Tiles | None:
    """Return the base map of the settings, or None where there is none."""
    url = current_app.config["MAP_TILES_URL"]
    return Tiles(url, current_app.config["MAP_TILES_ATTRIBUTION"]) if url else None


@dataclass(frozen=True)
class Drawn:
    """A finished map: the element that it fills, and the script that fills it."""

    element: Markup
    script: Markup


class _Map(folium.Map):
    """Folium's map without its head: no foreign file, no ban on zooming, no inline style."""

    # The page's own head loads Leaflet.
    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="council-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }},
                ...{{ this.options|tojavascript }}
            });
        {% endmacro %}
        """
    )


def council_map(
    boundary: BaseGeometry,
    areas: Sequence[MapArea],
    heat: Surface | None,
    *,
    tiles: Tiles | None,
    words: Mapping[str, str],
    picture: str = "",
    hexagons: Sequence[MapHexagon] = (),
) -> Drawn:
    """Draw an area: what is outside dimmed, the areas inside by shade, the heat on top.

    The script leaves `map_council` and, where there are any, `geo_json_areas`, `image_overlay_heat` and
    `geo_json_hexagons` in `window`. `words` needs `heat`, the picture's text for who cannot see it. `picture` is the
    heat's, where it was made before (`heat_picture`).
    """
    west, south, east, north = boundary.bounds
    drawn = _named(
        _Map(
            location=[(south + north) / 2, (west + east) / 2],
            # Roughly; the page's own script then fits the area into the frame it has.
            zoom_start=int(math.log2(360 * 400 / 256 / max(east - west, north - south, 1e-4))),
            tiles=None,
            zoom_control=False,
            attribution_control=True,
            zoom_snap=0.25,
            min_zoom=4,
            max_zoom=18,
            max_bounds_viscosity=0.8,
            fade_animation=False,
            keyboard=True,
        ),
        "council",
    )
    if tiles is not None:
        ground = folium.TileLayer(tiles.url, attr=tiles.attribution or " ", control=False, max_zoom=18)
        _named(ground, "ground").add_to(drawn)
    # From below: the plain ground, the heat, then every line; Leaflet's own pane for lines has 400.
    for height, name in ((350, "ground"), (390, "heat")):
        _named(folium.map.CustomPane(name, z_index=height), name).add_to(drawn)
    _shape(boundary, "ground", "council-floor", pane="ground").add_to(drawn)
    if heat is not None and heat.highest > 0:
        _heat(heat, words["heat"], picture or heat_picture(heat)).add_to(drawn)
    if hexagons:
        _hexagons(hexagons).add_to(drawn)
    if areas:
        _areas(areas).add_to(drawn)
    _shape(_outside(boundary), "outside", "council-outside").add_to(drawn)
    _shape(boundary, "boundary", "council-boundary").add_to(drawn)
    return _rendered(drawn)


def heat_picture(surface: Surface, highest: float | None = None) -> str:
    """Return the surface as a PNG in a data address; a pixel's colour grows with the root of its density.

    `highest`, the surface's own if left out, has the deepest colour.
    """
    top = surface.highest if highest is None else highest
    share = np.sqrt(surface.per_km2 / top) if top else np.zeros_like(surface.per_km2)
    # Few colours: a quarter of the bytes, and no eye tells more of them apart.
    palette = _coloured(np.linspace(0, 1, HEAT_STEPS)[None, :])[0]
    picture = Image.fromarray(np.ceil(share * (HEAT_STEPS - 1)).clip(0, HEAT_STEPS - 1).astype(np.uint8), "P")
    picture.putpalette(palette.tobytes(), "RGBA")
    return _png(picture)


def heat_scale() -> str:
    """Return the colours of the heat from few to many, as a PNG in a data address, for the legend."""
    return _png(Image.fromarray(_coloured(np.linspace(0, 1, 256)[None, :]), "RGBA"))


def _coloured(share: NDArray[np.float64]) -> NDArray[np.uint8]:
    stops = np.linspace(0, 1, len(HEAT))
    channels = [np.interp(share, stops, channel) for channel in zip(*HEAT, strict=True)]
    return np.rint(np.stack(channels, axis=-1)).astype(np.uint8)


def _png(picture: Image.Image) -> str:
    held = io.BytesIO()
    picture.save(held, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode()


def _heat(surface: Surface, alt: str, picture: str) -> Any:
    return _named(
        folium.raster_layers.ImageOverlay(
            picture,
            [[surface.south, surface.west], [surface.north, surface.east]],
            pixelated=False,
            alt=alt,
            class_name="council-heat",
            pane="heat",
        ),
        "heat",
    )


def _hexagons(hexagons: Sequence[MapHexagon]) -> Any:
    features = [
        {
            "type": "Feature",
            "id": one.code,
            "geometry": mapping(one.outline),
            "properties": {"told": one.told, "shade": one.shade},
        }
        for one in hexagons
    ]
    return _named(
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=lambda feature: {
                "className": f"council-hexagon shade-{feature['properties']['shade']}"
            },
            control=False,
            pane="heat",
        ),
        "hexagons",
    )


def _areas(areas: Sequence[MapArea]) -> Any:
    features = [
        {
            "type": "Feature",
            "id": area.key,
            "geometry": mapping(area.boundary),
            "properties": {
                "name": area.name,
                "value": area.value,
                "facts": list(area.facts),
                "href": area.href,
                "label": area.label_at,
                "shade": "unknown" if area.shade is None else str(area.shade),
            },
        }
        for area in areas
    ]
    return _named(
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=lambda feature: {
                "className": f"council-area shade-{feature['properties']['shade']}"
            },
            control=False,
        ),
        "areas",
    )


def _shape(shape: BaseGeometry, name: str, css_class: str, **options: Any) -> Any:
    return _named(
        folium.GeoJson(
            {"type": "Feature", "id": name, "properties": {}, "geometry": mapping(shape)},
            style_function=lambda _feature: {"className": css_class},
            control=False,
            interactive=False,
            **options,
        ),
        name,
    )


def _outside(boundary: BaseGeometry) -> BaseGeometry:
    """Return all the land around an area, as far as the map can be moved."""
    west, south, east, north = boundary.bounds
    far = 6 * max(east - west, north - south)
    return shapely.box(west - far, south - far, east + far, north + far).difference(boundary)


def _named(element: Any, name: str) -> Any:
    """Give an element a name of its own instead of a random one, so that scripts and tests can find it."""
    element._id = name
    return element


def _rendered(drawn: _Map) -> Drawn:
    figure = drawn.get_root()
    figure.render()
    return Drawn(Markup(figure.html.render()), Markup(figure.script.render()))
