from app.resident.views import bp

__all__ = ["bp"]
