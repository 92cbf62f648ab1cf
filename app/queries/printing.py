"""What posters need to know of a territory."""

from __future__ import annotations

from shapely import point_on_surface

from app.models import Area, Level
from app.queries.administration import area_by_code
from app.queries.territory import area_index
from geo.locate import UnreadablePoint


def is_served(longitude: float, latitude: float) -> bool:
    """Say whether a report could be sent from here; asks this process's index, not the database."""
    try:
        return area_index().locate(longitude, latitude).area is not None
    except UnreadablePoint:
        return False


def mahalla_with_a_spot(code: str) -> tuple[Area, tuple[float, float]] | None:
    """Return a mahalla by its code and a (longitude, latitude) well inside it; None where there is none."""
    area = area_by_code(Level.MAHALLA, code)
    located = area_index().area(area.id) if area is not None else None
    if area is None or located is None or located.boundary is None or located.boundary.is_empty:
        return None
    spot = point_on_surface(located.boundary)
    return area, (spot.x, spot.y)
