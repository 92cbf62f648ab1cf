"""The scales of the maps are told apart by lightness alone: by colour-blind eyes, on a photocopy, in the dark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app import maps
from app.council import drawn_map

CSS = Path(__file__).parents[3] / "app" / "static" / "css" / "council-shades.css"

#: How the colour-blind see linear red, green and blue (G. M. Machado and others, IEEE TVCG 15, 2009; severity 1).
EYES = {
    "all three": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "none": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}


def themes() -> dict[str, dict[str, str]]:
    """The properties of each of the three blocks, in the order of the file."""
    blocks = re.findall(r":root \{(.*?)\}", CSS.read_text(), re.S)
    return {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for name, block in zip(("light", "dark", "print"), blocks, strict=True)
    }


def linear(colour: str) -> np.ndarray:
    share = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def luminance(colour: str, eye: str = "all three") -> float:
    return float(np.array([0.2126, 0.7152, 0.0722]) @ np.clip(EYES[eye] @ linear(colour), 0, 1))


def lightness(colour: str, eye: str) -> float:
    """CIE L*, 0 to 100."""
    y = luminance(colour, eye)
    return 116 * np.cbrt(y) - 16 if y > 0.008856 else 903.3 * y


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def shades(theme: str) -> list[str]:
    return [themes()[theme][f"shade-{n}"] for n in range(6)]


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_each_shade_is_clearly_darker_or_lighter_than_the_one_before(theme: str, eye: str) -> None:
    steps = [b - a for a, b in pairwise(lightness(shade, eye) for shade in shades(theme))]
    assert all(step > 4 for step in steps) or all(step < -4 for step in steps)


@pytest.mark.parametrize("eye", EYES)
def test_heat_only_gets_darker(eye: str) -> None:
    """As it lies on white: its opacity grows with it."""
    mixed = [
        "#" + "".join(f"{round(255 + (channel - 255) * alpha / 255):02x}" for channel in rgb)
        for *rgb, alpha in maps.HEAT
    ]
    assert all(a - b > 7 for a, b in pairwise(lightness(colour, eye) for colour in mixed))


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_numbers_are_read_on_every_shade(theme: str) -> None:
    of = themes()[theme]
    for n, shade in enumerate(shades(theme)):
        assert contrast(of["on-deep-shade" if n >= 4 else "on-shade"], shade) >= 4.5


def test_what_is_drawn_for_paper_has_the_colours_of_the_page() -> None:
    def known(colours: Sequence[str]) -> list[str]:
        return [colour.lower() for colour in colours]

    assert known(drawn_map.SHADES) == shades("light")
