"""The dispatchers' room: the inbox, one report, the moves that are theirs."""

from app.dispatch import inbox, moves, recording, report
from app.dispatch.blueprint import bp

__all__ = ["bp", "inbox", "moves", "recording", "report"]
