"""Fields for a day and a time of day that say in our own words what they want."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TimeField

DAY = _l("Enter a day.")
TIME = _l("Enter a time, such as 09:00.")


class DayField(DateField):
    """A day, by the browser's calendar or typed as 2026-12-03."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(DAY) from None


class ClockField(TimeField):
    """A time on the clock on the wall, such as 09:00."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(TIME) from None
