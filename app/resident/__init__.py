"""The residents' room: the map, the report form, the public page, the reporter's own page."""

from app.resident import (
    about,
    alerts,
    answering,
    confirming,
    feeds,
    map_data,
    my,
    pages,
    photos,
    places,
    pushing,
    remarking,
    reporting,
    shortcuts,
    stopping,
    supporting,
    uploads,
)
from app.resident.blueprint import bp

__all__ = [
    "about",
    "alerts",
    "answering",
    "bp",
    "confirming",
    "feeds",
    "map_data",
    "my",
    "pages",
    "photos",
    "places",
    "pushing",
    "remarking",
    "reporting",
    "shortcuts",
    "stopping",
    "supporting",
    "uploads",
]
