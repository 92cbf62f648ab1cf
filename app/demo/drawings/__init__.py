"""Before and after, drawn: plainly drawings, so that nobody takes them for somebody's photos.

`draw("pothole", 2, fixed=False)` is always the same picture; with `fixed=True` it is the same street,
from the same spot in the same light, repaired.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from app.demo.drawings import clean, kerbside, park, pipes, roads, street, yards
from app.demo.drawings.canvas import HEIGHT, WIDTH, Sheet
from app.demo.drawings.light import LIGHTS, Light

_DAYLIGHT = ("noon", "evening", "autumn", "morning", "winter")
_STREETS = ("houses", "blocks", "oldtown")


@dataclass(frozen=True)
class Scene:
    """One kind of problem: what is drawn, where it can happen, in which lights, and how near we stand.

    `frame` is the left and top corner and the width of what is shown, out of the whole sheet.
    """

    draw: Callable[[Sheet, Light, bool], None]
    places: tuple[str, ...] = _STREETS
    lights: tuple[str, ...] = _DAYLIGHT
    frame: tuple[int, int, int] = (0, 0, WIDTH)
    variants: int = 3


SCENES: dict[str, Scene] = {
    "pothole": Scene(roads.pothole, frame=(120, 180, 1360)),
    "manhole": Scene(roads.manhole, frame=(160, 225, 1300)),
    "crossing": Scene(roads.crossing, frame=(110, 120, 1440)),
    "bus_stop": Scene(roads.bus_stop, frame=(330, 110, 1060)),
    "bins": Scene(clean.bins, frame=(215, 120, 1160)),
    "ditch": Scene(clean.ditch, places=("yard", "park"), frame=(150, 225, 1300)),
    "fallen_tree": Scene(clean.fallen_tree, places=("park", "yard"), frame=(100, 150, 1400)),
    "scribbles": Scene(clean.scribbles, places=("blocks", "houses"), frame=(230, 60, 1140)),
    "burst_pipe": Scene(pipes.burst_pipe, frame=(170, 95, 1240)),
    "heating_pipe": Scene(pipes.heating_pipe, places=("blocks",), lights=("winter",), frame=(210, 110, 1130)),
    "gas_pipe": Scene(pipes.gas_pipe, places=("houses", "oldtown"), frame=(215, 60, 1160)),
    "wires": Scene(pipes.wires, frame=(190, 60, 1220)),
    "lamp": Scene(pipes.lamp, lights=("night",), frame=(130, 40, 1420)),
    "sidewalk": Scene(kerbside.sidewalk, frame=(190, 270, 1220), variants=2),
    "traffic_light": Scene(kerbside.traffic_light, frame=(240, 60, 1120), variants=2),
    "snow": Scene(kerbside.snow, lights=("winter",), frame=(200, 110, 1160), variants=2),
    "dump": Scene(kerbside.dump, places=("yard", "park"), frame=(180, 230, 1240), variants=2),
    "car": Scene(kerbside.car, places=("houses", "blocks"), frame=(260, 170, 1080), variants=2),
    "pit": Scene(kerbside.pit, places=("park", "yard"), frame=(140, 200, 1320), variants=2),
    "bench": Scene(yards.bench, places=("park", "yard"), frame=(260, 330, 1140)),
    "swing": Scene(yards.swing, places=("yard", "park"), frame=(230, 230, 1200)),
}


def draw(kind: str, variant: int, *, fixed: bool) -> Image.Image:
    """Return one drawing, 1600 × 1200. Raises KeyError for a kind that is not in SCENES."""
    scene = SCENES[kind]
    number = list(SCENES).index(kind)
    light = LIGHTS[scene.lights[(number + variant) % len(scene.lights)]]
    sheet = Sheet(number * 101 + variant)
    _place(sheet, light, scene.places[(number + variant) % len(scene.places)])
    scene.draw(sheet, light, fixed)
    sheet.tint(light.air)
    return sheet.finished(scene.frame, mirrored=variant % 2 == 1)


def _place(sheet: Sheet, light: Light, place: str) -> None:
    if place == "park":
        park.park(sheet, light)
    elif place == "yard":
        park.yard(sheet, light)
    else:
        street.street(sheet, light, place)


__all__ = ["HEIGHT", "SCENES", "WIDTH", "Scene", "draw"]
