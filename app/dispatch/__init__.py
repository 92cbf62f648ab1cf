"""The dispatchers' room: the inbox, one report, the moves that are theirs."""

from app.dispatch import (
    board,
    bulk,
    clock,
    crews,
    export,
    inbox,
    live,
    moves,
    questions,
    recording,
    report,
    talk,
    work_order,
)
from app.dispatch.blueprint import bp

__all__ = [
    "board",
    "bp",
    "bulk",
    "clock",
    "crews",
    "export",
    "inbox",
    "live",
    "moves",
    "questions",
    "recording",
    "report",
    "talk",
    "work_order",
]
