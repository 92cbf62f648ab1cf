"""How heat is told in words and in the table: exactly to a council, in classes to everybody.

In classes, the order tells nothing more than the classes do: within one, names stand in their own order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.domain.heat_steps import Days
from app.heat.forms import WEIGHT
from app.i18n import named
from app.models import Area, Level, ServiceGroup
from app.presentation import day, number
from app.queries.heat import SMALLEST_COUNT, Weight
from app.queries.heat_maps import Part, Question
from geo import heat_classes
from geo.heat_classes import Class

#: In place of a number that there is none of.
NOT_KNOWN = "–"


@dataclass(frozen=True)
class Line:
    """One line of the table, in the order of the columns; `key` names its area, so that the map answers to it."""

    key: str
    name: str
    href: str
    cells: Sequence[str]


@dataclass(frozen=True)
class Teller:
    """Tells the parts of one question: the subjects of its lines, and where each of their names leads.

    `is_comparable`: of two spans, whether the service had begun by the first day of the earlier one.
    """

    area: Area
    question: Question
    parts: Sequence[Part]
    subjects: Sequence[Area | ServiceGroup]
    way_to: Callable[[Area], str]
    is_comparable: bool

    def columns(self) -> list[str]:
        """Return the headings of the numbers."""
        what = heading(self.question.weight)
        if self._compares:
            return [what, _("Before that"), _("Difference")]
        return [what]

    def lines(self, at: int = 0) -> list[Line]:
        """Return a line for each part, the most first; `at` is the span, where one of many is looked at."""
        told = []
        known = {part.id: part for part in self.parts}
        for subject in self.subjects:
            part = known.pop(subject.id, None) or self._nothing(subject.id)
            href = self.way_to(subject) if isinstance(subject, Area) else ""
            key = f"{subject.level.value}:{subject.code}" if isinstance(subject, Area) else subject.code
            told.append((self._rank(part, at), Line(key, named(subject.names), href, self._cells(part, at))))
        told.sort(key=lambda one: (-one[0], one[1].name.casefold()))
        rest = _sum([*known.values(), self._nothing(0)])
        if self._value(rest, at) is not None and self._rank(rest, at) > 0:
            told.append((0, Line("", self._nowhere(), "", self._cells(rest, at))))
        return [line for _rank, line in told]

    def total(self, at: int = 0) -> Line:
        """Return the line under the table."""
        return Line("", _("Together"), "", self._cells(self._all(), at))

    def message(self, at: int = 0) -> str:
        """Return what a picture says, as whole sentences: when, how much, and where most of it lies."""
        together = self._all()
        span = span_words(self.question.spans[at])
        if at == 1 and self._compares and not self.is_comparable:
            return _(
                "There is nothing to compare with: the service had not begun by %(day)s.",
                day=day(self.question.spans[1].first_on),
            )
        if self._hides and together.reports[at] < SMALLEST_COUNT:
            return _("%(span)s: fewer than 3 reports fit this choice. So few are not shown.", span=span)
        if not together.reports[at]:
            return _("%(span)s: no report fits this choice.", span=span)
        what, n = heading(self.question.weight), self._told(together, at)
        known = {part.id: part for part in self.parts}
        found = [(known[one.id], named(one.names)) for one in self.subjects if one.id in known]
        best = self._best(found, at) if len(self.subjects) > 1 else None
        if best is None:
            return _("%(what)s, %(span)s: %(n)s.", span=span, what=what, n=n)
        return _(
            "%(what)s, %(span)s: %(n)s. The most in %(place)s: %(most)s.",
            span=span,
            what=what,
            n=n,
            place=best[1],
            most=self._told(best[0], at),
        )

    def _best(self, found: Sequence[tuple[Part, str]], at: int) -> tuple[Part, str] | None:
        """Return the part that has the most, or None where none has, or several are told the same."""
        highest = max((self._rank(part, at) for part, _name in found), default=0)
        first = [one for one in found if self._rank(one[0], at) == highest]
        return first[0] if highest > 0 and len(first) == 1 else None

    @property
    def _hides(self) -> bool:
        return self.question.is_public

    @property
    def _compares(self) -> bool:
        # The second of two compared spans lies before the first; steps follow one another.
        spans = self.question.spans
        return len(spans) == 2 and spans[1] < spans[0]

    def _nothing(self, part: int) -> Part:
        spans = len(self.question.spans)
        return Part(part, [0] * spans, [0.0] * spans)

    def _all(self) -> Part:
        return _sum([*self.parts, self._nothing(0)])

    def _nowhere(self) -> str:
        return _("In no district") if self.area.level is Level.REGION else _("In no mahalla")

    def _value(self, part: Part, at: int) -> float | None:
        """Return the number that is told of a part; None where too few reports stand behind it."""
        reports = part.reports[at]
        if self._hides and reports < SMALLEST_COUNT:
            return None
        if self.question.weight is Weight.DAYS:
            return part.weights[at] / reports if reports else 0.0
        return part.weights[at]

    def _rank(self, part: Part, at: int) -> float:
        value = self._value(part, at)
        if value is None or not self._hides:
            return value or 0.0
        found = heat_classes.class_of(value)
        return found[0] if found else 0.5

    def _says_how_much(self, part: Part, at: int) -> bool:
        """Whether the part can be compared: no average of nothing, and what is hidden is few reports, not few days or people."""
        if self.question.weight is Weight.DAYS and not part.reports[at]:
            return False
        return self._value(part, at) is not None or self.question.weight in (Weight.REPORTS, Weight.OVERDUE)

    def _told(self, part: Part, at: int) -> str:
        value = self._value(part, at)
        if value is None:
            return _("fewer than 3")
        if self._hides:
            found = heat_classes.class_of(value)
            return class_words(found) if found else _("less than 1")
        if self.question.weight is Weight.DAYS and not part.reports[at]:
            return NOT_KNOWN
        return number(value, 1, always=1) if self.question.weight is Weight.DAYS else number(round(value))

    def _cells(self, part: Part, at: int) -> list[str]:
        if not self._compares:
            return [self._told(part, at)]
        return [self._told(part, 0), self._told(part, 1), self._change(part)]

    def _change(self, part: Part) -> str:
        if not (self.is_comparable and self._says_how_much(part, 0) and self._says_how_much(part, 1)):
            return NOT_KNOWN
        now, before = self._rank(part, 0), self._rank(part, 1)
        if now == before:
            return _("about as many") if self._hides else _("the same")
        if self._hides:
            return _("more") if now > before else _("fewer")
        decimals = 1 if self.question.weight is Weight.DAYS else 0
        difference = number(abs(round(now - before, decimals)), decimals)
        return _("%(n)s more", n=difference) if now > before else _("%(n)s fewer", n=difference)


def heading(weight: Weight) -> str:
    """Return what is counted, as the table and the sentences call it."""
    if weight is Weight.DAYS:
        return _("Days open, on the average")
    return str(WEIGHT[weight])


def per_km2(weight: Weight) -> str:
    """Return the unit of the surface."""
    return {
        Weight.REPORTS: _("Reports per km²"),
        Weight.PEOPLE: _("People who reported, per km²"),
        Weight.OVERDUE: _("Broken promises per km²"),
        Weight.DAYS: _("Days open, all together, per km²"),
    }[weight]


def in_hexagon(weight: Weight) -> str:
    """Return the unit of the hexagons."""
    return {
        Weight.REPORTS: _("Reports in each hexagon"),
        Weight.PEOPLE: _("People who reported, in each hexagon"),
        Weight.OVERDUE: _("Broken promises in each hexagon"),
        Weight.DAYS: _("Days open, all together, in each hexagon"),
    }[weight]


def class_words(found: Class) -> str:
    """Return a class of numbers: `5–9`; the last one has no end."""
    first, last = found
    if last < 0:
        return _("%(n)s and more", n=number(first))
    return number(first) if first == last else f"{number(first)}–{number(last)}"


def hexagon_words(value: int, question: Question) -> str:
    """Return what one hexagon says: its number, or its class in public."""
    return f"{WEIGHT[question.weight]}: {plain_words(value, question)}"


def plain_words(value: int, question: Question) -> str:
    """Return a hexagon's number, or its class in public, as it is written in every language."""
    found = heat_classes.class_of(value)
    if not question.is_public or found is None:
        return str(value)
    first, last = found
    return f"≥ {first}" if last < 0 else f"{first}–{last}"


def legend(classes: Sequence[Class]) -> list[tuple[int, str]]:
    """Return the shades of the hexagons with the numbers that each stands for."""
    shades = heat_classes.SHADES.get(len(classes), ())
    return [(shade, class_words(found)) for shade, found in zip(shades, classes, strict=True)]


def ticks(highest: float) -> list[str]:
    """Return the numbers under the scale: none, the middle of the root scale, the densest place."""
    return [number(0), *(number(_two_digits(value)) for value in (highest / 4, highest))]


def span_words(span: Days) -> str:
    """Return days as a span in words."""
    if span.first_on == span.last_on:
        return day(span.first_on)
    return _("%(first)s to %(last)s", first=day(span.first_on), last=day(span.last_on))


def _two_digits(value: float) -> float:
    if value <= 0:
        return 0
    digits = 1 - math.floor(math.log10(value))
    return round(value, digits) if digits > 0 else int(round(value, digits))


def _sum(parts: Sequence[Part]) -> Part:
    return Part(
        0,
        [sum(n) for n in zip(*(part.reports for part in parts), strict=True)],
        [sum(n) for n in zip(*(part.weights for part in parts), strict=True)],
    )
