"""Points → heat surface: reports per square kilometre within a radius in real metres; small counts are hidden.

The points arrive as counted cells (`geo.cells`), so a surface of a million reports costs no more than one of a
thousand. The kernel is the quartic one (B. W. Silverman, "Density Estimation", 1986, eq. 4.5): it ends at the
radius, so that a place is warm only from reports no farther away than that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo import cells
from geo.metres import metres_per_degree

#: Fewer reports within the radius could point at one home.
SMALLEST_COUNT = 3
#: The radii in use, in metres; a surface says which one.
RADII_M = (150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10_000)

_EQUATOR_M = 40_075_016.686
#: A pixel is at most this part of the radius wide, and at least half of that.
_PIXELS_IN_RADIUS = 7
#: Within a band of latitudes one kernel serves: its radius errs by less than 0.5 %.
_BAND_DEGREES = 0.6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Surface:
    """Reports, or what they weigh, per km² by Web-Mercator pixel, the northernmost row first; 0 where nothing is shown.

    `west`, `south`, `east`, `north` are the outer edges of the pixels, in degrees.
    """

    west: float
    south: float
    east: float
    north: float
    radius_m: float
    per_km2: Floats

    @property
    def highest(self) -> float:
        """The densest place, in reports per km²; 0 where nothing is shown."""
        return float(self.per_km2.max(initial=0.0))


def radius_for(boundary: BaseGeometry) -> int:
    """Return the radius, in metres, that suits an area: about a twenty-fifth of its longer side."""
    west, south, east, north = boundary.bounds
    per_degree_east, per_degree_north = metres_per_degree((south + north) / 2)
    side_m = max((east - west) * float(per_degree_east), (north - south) * float(per_degree_north))
    return min(RADII_M, key=lambda radius: abs(math.log(radius * 25 / max(side_m, 1.0))))


def level_for(radius_m: float, latitude: float) -> int:
    """Return the level of the cells to count for a radius at a latitude."""
    wanted_m = radius_m / _PIXELS_IN_RADIUS
    level = math.ceil(math.log2(_EQUATOR_M * math.cos(math.radians(latitude)) / wanted_m))
    return max(0, min(level, cells.MAX_LEVEL))


def surface(
    counted: ArrayLike,
    counts: ArrayLike,
    level: int,
    *,
    within: BaseGeometry,
    radius_m: float,
    weights: ArrayLike | None = None,
    smallest: int = SMALLEST_COUNT,
) -> Surface:
    """Return the surface of counted cells of one level, for the pixels whose centre lies in `within`.

    `counts` are the reports of each cell, `weights` what is spread out for them: days open, reporters; the counts
    if left out. Weights that pick some of the reports (only the late ones) need the counts of those. A pixel
    with fewer than `smallest` reports within the radius is 0, whatever they weigh. Reports outside `within` warm what
    lies inside, as far as the radius reaches. Distances err by less than 1 % and a pixel's width.
    """
    columns, rows = cells.columns_and_rows_of(np.atleast_1d(np.asarray(counted, dtype=np.int64)))
    west, south, east, north = within.bounds
    reach = math.ceil(_PIXELS_IN_RADIUS * 2) + 1
    left, top = _pixel(west, north, level)
    right, bottom = _pixel(east, south, level)
    origin = (left - reach, top - reach)
    shape = (bottom - top + 1 + 2 * reach, right - left + 1 + 2 * reach)
    x, y = columns - origin[0], rows - origin[1]
    here = (x >= 0) & (y >= 0) & (x < shape[1]) & (y < shape[0])
    pixel = y[here] * shape[1] + x[here]
    size = shape[0] * shape[1]
    reports, spread = (
        np.bincount(pixel, np.atleast_1d(np.asarray(of_cells, dtype=np.float64))[here], size)
        .reshape(shape)
        .astype(np.float64)
        for of_cells in (counts, counts if weights is None else weights)
    )
    latitudes = _latitudes(np.arange(shape[0]) + origin[1] + 0.5, level)
    density = _smoothed(reports, spread, latitudes, level, radius_m, smallest, reach)
    inner = density[reach:-reach, reach:-reach]
    longitudes = (left + np.arange(inner.shape[1]) + 0.5) / 2**level * 360.0 - 180.0
    _clip(inner, longitudes, latitudes[reach:-reach], within)
    edges = _latitudes(np.array([top, bottom + 1.0]), level)
    return Surface(
        west=left / 2**level * 360.0 - 180.0,
        south=float(edges[1]),
        east=(right + 1) / 2**level * 360.0 - 180.0,
        north=float(edges[0]),
        radius_m=radius_m,
        per_km2=inner,
    )


def _smoothed(
    reports: Floats,
    spread: Floats,
    latitudes: Floats,
    level: int,
    radius_m: float,
    smallest: int,
    reach: int,
) -> Floats:
    """Convolve band by band of latitude, because a metre has more pixels the farther from the equator."""
    density = np.zeros_like(spread)
    bands = max(1, math.ceil(abs(latitudes[0] - latitudes[-1]) / _BAND_DEGREES))
    for band in np.array_split(np.arange(len(spread)), bands):
        first, last = max(0, band[0] - reach), min(len(spread), band[-1] + 1 + reach)
        if not spread[first:last].any():
            continue
        pixel_m = _EQUATOR_M * math.cos(math.radians(float(latitudes[band].mean()))) / 2**level
        steps = np.arange(-reach, reach + 1) * pixel_m
        squared = (steps[:, None] ** 2 + steps[None, :] ** 2) / radius_m**2
        kernel = np.where(squared < 1.0, (1.0 - squared) ** 2, 0.0)
        kernel /= kernel.sum() * (pixel_m / 1000) ** 2
        smooth = _convolved(spread[first:last], kernel)
        near = np.rint(_convolved(reports[first:last], (squared < 1.0).astype(np.float64)))
        smooth[near < smallest] = 0.0
        density[band] = smooth[band[0] - first : band[-1] + 1 - first]
    # What the transforms leave where nothing is.
    density[density < density.max(initial=0.0) * 1e-9] = 0.0
    return density


def _convolved(grid: Floats, kernel: Floats) -> Floats:
    """Return the convolution with a square kernel, as large as the grid."""
    half = kernel.shape[0] // 2
    size = tuple(_round_size(n + 2 * half) for n in grid.shape)
    product = np.fft.rfft2(grid, size) * np.fft.rfft2(kernel, size)
    whole: Floats = np.fft.irfft2(product, size)
    return whole[half : half + grid.shape[0], half : half + grid.shape[1]]


def _round_size(n: int) -> int:
    """Return the next size that transforms quickly: a multiple of 32."""
    return -(-n // 32) * 32


def _clip(density: Floats, longitudes: Floats, latitudes: Floats, within: BaseGeometry) -> None:
    row, column = np.nonzero(density)
    if len(row):
        shapely.prepare(within)
        outside = ~shapely.contains_xy(within, longitudes[column], latitudes[row])
        density[row[outside], column[outside]] = 0.0


def _pixel(longitude: float, latitude: float, level: int) -> tuple[int, int]:
    columns, rows = cells.columns_and_rows_of(cells.cells_of([longitude], [latitude]))
    shift = cells.MAX_LEVEL - level
    return int(columns[0]) >> shift, int(rows[0]) >> shift


def _latitudes(rows: ArrayLike, level: int) -> Floats:
    rows = np.asarray(rows, dtype=np.float64)
    latitudes: Floats = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * rows / 2**level))))
    return latitudes
