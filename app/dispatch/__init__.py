"""The dispatchers' room: the inbox, one report, the moves that are theirs."""

from app.dispatch import export, inbox, moves, recording, report
from app.dispatch.blueprint import bp

__all__ = ["bp", "export", "inbox", "moves", "recording", "report"]
