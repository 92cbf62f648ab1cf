from app.council import (
    asking,
    decisions,
    heat,
    hot_spots,
    meeting,
    projects,
    ranking,
    spot_map,
    trends,
    views,
)
from app.council.blueprint import bp

__all__ = [
    "asking",
    "bp",
    "decisions",
    "heat",
    "hot_spots",
    "meeting",
    "projects",
    "ranking",
    "spot_map",
    "trends",
    "views",
]
