from app.council import asking, decisions, heat, hot_spots, meeting, projects, ranking, trends, views
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
    "trends",
    "views",
]
