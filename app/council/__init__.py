from app.council import views
from app.council.blueprint import bp

__all__ = ["bp", "views"]
