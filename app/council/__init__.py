from app.council.views import bp

__all__ = ["bp"]
