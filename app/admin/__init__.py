"""The admin's room: areas, boundary files, services, agencies, responsibilities, staff, posters."""

from app.admin import (
    agencies,
    areas,
    boundaries,
    checklists,
    coverage,
    home,
    messages,
    posters,
    replies,
    responsibilities,
    services,
    staff,
    suggestions,
)
from app.admin.blueprint import bp

__all__ = [
    "agencies",
    "areas",
    "boundaries",
    "bp",
    "checklists",
    "coverage",
    "home",
    "messages",
    "posters",
    "replies",
    "responsibilities",
    "services",
    "staff",
    "suggestions",
]
