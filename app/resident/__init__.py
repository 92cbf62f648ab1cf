"""The residents' room: the map, the report form, the public page, the reporter's own page."""

from app.resident import (
    about,
    answering,
    confirming,
    map_data,
    my,
    pages,
    photos,
    places,
    remarking,
    reporting,
    shortcuts,
    supporting,
    uploads,
)
from app.resident.blueprint import bp

__all__ = [
    "about",
    "answering",
    "bp",
    "confirming",
    "map_data",
    "my",
    "pages",
    "photos",
    "places",
    "remarking",
    "reporting",
    "shortcuts",
    "supporting",
    "uploads",
]
