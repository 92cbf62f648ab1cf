"""Where things happen in Namuna: along streets, more often downtown, and again and again at some spots."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import shapely

from app.demo.town import DECIMALS, TownArea
from geo.metres import metres_per_degree

_STREET_M = 170.0
Spot = tuple[float, float]


@dataclass(frozen=True)
class HotSpot:
    """A corner where the same few things break over and over."""

    mahalla: TownArea
    place: Spot
    service_codes: tuple[str, ...]


class Places:
    """Draws places (longitude, latitude), always inside the mahalla that they are said to be in."""

    def __init__(self, rng: random.Random, mahallas: list[TownArea], service_codes: list[str]) -> None:
        self.rng, self.mahallas = rng, mahallas
        self._weights = [area.population * (0.35 + 1.3 * area.density) for area in mahallas]
        # Each mahalla's streets run their own way.
        self._bearings = {area.code: rng.uniform(0, math.pi / 2) for area in mahallas}
        self._bounds = {area.code: area.boundary.bounds for area in mahallas}
        for area in mahallas:
            shapely.prepare(area.boundary)
        self.hot_spots = [self._hot_spot(service_codes) for _ in range(48)]

    def somewhere(self, service_code: str) -> tuple[TownArea, Spot]:
        """Return a mahalla and a place in it for a report of this service."""
        hot = [spot for spot in self.hot_spots if service_code in spot.service_codes]
        if hot and self.rng.random() < 0.42:
            spot = self.rng.choice(hot)
            return spot.mahalla, near(self.rng, spot.mahalla, spot.place, 45)
        mahalla = self.rng.choices(self.mahallas, self._weights)[0]
        return mahalla, self._on_a_street(mahalla)

    def _hot_spot(self, service_codes: list[str]) -> HotSpot:
        mahalla = self.rng.choices(self.mahallas, self._weights)[0]
        codes = tuple(self.rng.sample(service_codes, 3))
        return HotSpot(mahalla, self._on_a_street(mahalla), codes)

    def _on_a_street(self, mahalla: TownArea) -> Spot:
        west, south, east, north = self._bounds[mahalla.code]
        while True:
            place = self._snapped(self.rng.uniform(west, east), self.rng.uniform(south, north), mahalla)
            if shapely.contains_xy(mahalla.boundary, *place):
                return place

    def _snapped(self, longitude: float, latitude: float, mahalla: TownArea) -> Spot:
        """Move a place to the nearest street of a square grid, give or take the width of a pavement."""
        west, south, _, _ = self._bounds[mahalla.code]
        per_lon, per_lat = (float(metres) for metres in metres_per_degree(south))
        x, y = (longitude - west) * per_lon, (latitude - south) * per_lat
        cos, sin = math.cos(self._bearings[mahalla.code]), math.sin(self._bearings[mahalla.code])
        along, across = x * cos + y * sin, y * cos - x * sin
        if self.rng.random() < 0.5:
            across = round(across / _STREET_M) * _STREET_M + self.rng.gauss(0, 5)
        else:
            along = round(along / _STREET_M) * _STREET_M + self.rng.gauss(0, 5)
        x, y = along * cos - across * sin, along * sin + across * cos
        return round(west + x / per_lon, DECIMALS), round(south + y / per_lat, DECIMALS)


def near(rng: random.Random, mahalla: TownArea, place: Spot, metres: float) -> Spot:
    """Return a place some metres from another one, in the same mahalla."""
    for _ in range(20):
        moved = shifted(place, rng.gauss(0, metres), rng.gauss(0, metres))
        if shapely.contains_xy(mahalla.boundary, *moved):
            return moved
    return place


def shifted(place: Spot, east_m: float, north_m: float) -> Spot:
    """Return the place so many metres east and north of another one."""
    per_lon, per_lat = (float(metres) for metres in metres_per_degree(place[1]))
    return round(place[0] + east_m / per_lon, DECIMALS), round(place[1] + north_m / per_lat, DECIMALS)
