from app.dispatch.views import bp

__all__ = ["bp"]
