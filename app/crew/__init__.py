from app.crew.views import bp

__all__ = ["bp"]
