"""The contractor's page: one report, one answer, no account."""

from app.contractor import views
from app.contractor.blueprint import bp

__all__ = ["bp", "views"]
