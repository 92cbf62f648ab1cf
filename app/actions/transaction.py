"""An action is one transaction: it commits once, last; refused half-way, it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from app.db import db

P = ParamSpec("P")
R = TypeVar("R")


def one_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Roll the session back when the action raises, so that a page can still be shown after a refusal."""

    @wraps(action)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return action(*args, **kwargs)
        except BaseException:
            db.session.rollback()
            raise

    return guarded
