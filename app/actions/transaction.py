"""An action is one transaction: it commits once, last; refused half-way, it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.orm.exc import StaleDataError

from app.db import db
from app.domain.errors import ChangedMeanwhile

P = ParamSpec("P")
R = TypeVar("R")


def one_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Roll the session back when the action raises, so that a page can still be shown after a refusal.

    Of two who act at the same moment the second gets ChangedMeanwhile, at whichever statement it is noticed.
    """

    @wraps(action)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return action(*args, **kwargs)
        except StaleDataError:
            db.session.rollback()
            raise ChangedMeanwhile() from None
        except BaseException:
            db.session.rollback()
            raise

    return guarded
