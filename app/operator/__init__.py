"""The operators' room: filing for people who phone or walk in, their earlier reports, the receipt."""

from app.operator import filing, finding, home, receipt
from app.operator.blueprint import bp

__all__ = ["bp", "filing", "finding", "home", "receipt"]
