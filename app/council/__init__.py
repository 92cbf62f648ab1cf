from app.council import decisions, views
from app.council.blueprint import bp

__all__ = ["bp", "decisions", "views"]
