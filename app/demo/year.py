"""A year of reports as it could have been: when each was sent, and what became of it.

Pure chance from one seed, within the rules: every step is a move of the lifecycle, dispatchers and crews
work in working hours (emergencies at any hour), and nothing happens after `now`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from app.demo import texts
from app.domain.lifecycle import Actor, ReasonCode
from app.domain.sla import WorkingCalendar, add_working_hours, due_at

#: How a subject's reports fall on the months, January first; a subject without a season is steady.
SEASONS: dict[str, tuple[float, ...]] = {
    "winter": (9, 7, 3, 0.4, 0, 0, 0, 0, 0, 1, 5, 9),
    "dark": (6, 5, 3, 2, 2, 1, 1, 2, 3, 5, 6, 6),
    "rain": (2, 3, 6, 6, 4, 1, 0.5, 0.5, 1, 3, 4, 3),
    "heat": (1, 1, 1, 2, 4, 7, 9, 8, 4, 2, 1, 1),
    "growing": (0, 0, 4, 6, 6, 6, 6, 5, 4, 3, 1, 0),
    "storm": (1, 2, 5, 6, 4, 2, 2, 2, 2, 3, 3, 1),
    "pothole": (3, 5, 7, 6, 4, 3, 3, 3, 3, 3, 3, 3),
    "summer": (2, 2, 3, 3, 4, 5, 6, 6, 4, 3, 3, 2),
    "outage": (4, 3, 2, 1, 2, 4, 6, 5, 2, 2, 3, 4),
    "dry": (1, 1, 2, 2, 2, 3, 3, 4, 6, 8, 6, 2),
}
#: Local hours at which people send reports, by weight.
_HOURS = (1, 0.5, 0.3, 0.2, 0.3, 1, 3, 6, 9, 9, 8, 7, 6, 6, 6, 6, 7, 9, 10, 10, 9, 7, 4, 2)
_RATINGS = ((1, 4), (2, 5), (3, 12), (4, 30), (5, 49))
_REASONS = ((ReasonCode.NOT_A_PROBLEM, 26), (ReasonCode.PRIVATE_PROPERTY, 24), (ReasonCode.ALREADY_FIXED, 20),
            (ReasonCode.PLACE_NOT_FOUND, 14), (ReasonCode.NOT_ENOUGH_DETAIL, 10), (ReasonCode.OTHER, 6))  # fmt: skip
_ANSWER_WINDOW = timedelta(days=7)


class Promise(Protocol):
    """What the story must know of a service."""

    sla_hours: int
    sla_basis: Any


@dataclass(frozen=True)
class Step:
    """One move that was made."""

    at: datetime
    move: str
    actor: Actor
    reason_code: ReasonCode | None = None
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    far: bool = False


@dataclass(frozen=True)
class Story:
    """One report's whole life up to now. `rating` is what the resident gave, if anything."""

    due_at: datetime
    steps: tuple[Step, ...]
    rating: int | None


def moments(rng: random.Random, count: int, now: datetime, calendar: WorkingCalendar) -> list[datetime]:
    """Return when reports were sent, oldest first: more every month, more in the morning and the evening."""
    found = []
    while len(found) < count:
        # The service became known over the year, so most reports fall on its second half.
        days_ago = 365 * (1 - rng.random() ** 0.62)
        if rng.random() < 0.065:
            days_ago = rng.uniform(0, 6)  # A storm this week.
        day = calendar.local_day(now - timedelta(days=days_ago))
        if day.weekday() >= 5 and rng.random() < 0.4:
            continue
        moment = _some_time(rng, day, calendar)
        if moment < now - timedelta(minutes=20):
            found.append(moment)
    return sorted(found)


def moments_between(
    rng: random.Random, count: int, first: float, last: float, now: datetime, calendar: WorkingCalendar
) -> list[datetime]:
    """Return when reports of a burst were sent, oldest first: most halfway from `first` to `last` days ago."""
    days = [calendar.local_day(now - timedelta(days=rng.triangular(last, first))) for _ in range(count)]
    return sorted(_some_time(rng, day, calendar) for day in days)


def _some_time(rng: random.Random, day: date, calendar: WorkingCalendar) -> datetime:
    """Return an hour, a minute and a second of a local day at which people send reports."""
    hour = rng.choices(range(24), _HOURS)[0]
    local = datetime(
        day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=calendar.zone
    )
    return local.astimezone(UTC)


def season(name: str | None, moment: datetime, calendar: WorkingCalendar) -> float:
    """Return how likely a subject of this season is at a moment, beside its yearly weight."""
    if name is None:
        return 1.0
    months = SEASONS[name]
    return months[calendar.local_day(moment).month - 1] / (sum(months) / 12)


def assigned_at_last(story: Story) -> Story | None:
    """Return a story up to the moment when a crew has the job and has not begun; None if no agency got so far."""
    moves = [step.move for step in story.steps]
    if "assign" not in moves or "hand_over" in moves:
        return None
    return Story(story.due_at, story.steps[: moves.index("assign") + 1], None)


def is_rejected(story: Story) -> bool:
    """Say whether an agency found nothing to mend."""
    return any(step.move == "reject" for step in story.steps)


class Teller:
    """Tells stories; `pace` above 1 makes an agency slow."""

    def __init__(self, rng: random.Random, now: datetime, calendar: WorkingCalendar) -> None:
        self.rng, self.now, self.calendar = rng, now, calendar

    def tell(
        self,
        service: Promise,
        sent_at: datetime,
        *,
        actor: Actor,
        pace: float,
        duplicate_of: str | None = None,
    ) -> Story:
        """Return the story of one report that was sent at a moment by a resident or an operator."""
        basis = str(getattr(service.sla_basis, "value", service.sla_basis))
        self._wait = self._clock if basis == "clock" else self._working
        due = due_at(sent_at, service.sla_hours, basis, self.calendar)
        self._steps = [Step(sent_at, "submit", actor)]
        self._rating: int | None = None
        dice = self.rng.random()
        if duplicate_of is not None:
            self._after(
                self.rng.expovariate(1 / 5),
                "mark_duplicate",
                Actor.DISPATCHER,
                detail={"original": duplicate_of},
            )
        elif dice < 0.06:
            self._reject()
        elif dice < 0.085 and self.now - sent_at < timedelta(days=30):
            pass  # Forgotten: nobody has looked at it yet.
        else:
            if dice < 0.12:
                note = self.rng.choice(texts.HANDED_OVER)
                self._after(self.rng.expovariate(1 / 4), "hand_over", Actor.DISPATCHER, note=note)
            self._work(service.sla_hours * pace, dice)
        happened = tuple(step for step in self._steps if step.at <= self.now)
        rated = any(step.move in ("confirm", "rate") for step in happened)
        return Story(due, happened, self._rating if rated else None)

    def _reject(self) -> None:
        if self.rng.random() < 0.5:
            self._after(self.rng.expovariate(1 / 2), "accept", Actor.DISPATCHER)
        reason = self._pick(_REASONS)
        note = texts.REJECTED[reason.value] if reason is ReasonCode.OTHER or self.rng.random() < 0.7 else ""
        self._after(self.rng.expovariate(1 / 6), "reject", Actor.DISPATCHER, reason_code=reason, note=note)

    def _work(self, hours: float, dice: float, *, again: bool = False) -> None:
        """Accept, assign, start, resolve; what the dice decide is slow, stuck, or fixed badly."""
        rng = self.rng
        slow = rng.uniform(3, 9) if dice > 0.90 else 1.0
        if not again and rng.random() < 0.6:
            self._after(min(8, rng.expovariate(1 / (0.05 * hours + 0.4))), "accept", Actor.DISPATCHER)
        self._after(min(16, rng.expovariate(1 / (0.07 * hours + 0.3))), "assign", Actor.DISPATCHER)
        if dice > 0.98 and self.now - self._steps[0].at < timedelta(days=75):
            return  # Stuck with a crew that has not begun.
        self._after(0.18 * hours * slow * rng.lognormvariate(0, 0.7), "start", Actor.CREW)
        if 0.955 < dice <= 0.98 and self.now - self._steps[0].at < timedelta(days=40):
            return  # Begun, and waiting for parts.
        self._after(
            0.24 * hours * slow * rng.lognormvariate(0, 0.6),
            "resolve",
            Actor.CREW,
            note=rng.choice(texts.CREW_NOTES),
        )
        if rng.random() < 0.015:
            last = self._steps.pop()
            self._steps.append(
                Step(last.at, "resolve", Actor.CREW, note=rng.choice(texts.FAR_NOTES), far=True)
            )
        answer = rng.random()
        if answer < 0.08 and sum(step.move == "not_fixed" for step in self._steps) < 2:
            self._later(
                rng.expovariate(1 / 26), "not_fixed", Actor.REPORTER, note=rng.choice(texts.NOT_FIXED)
            )
            if self._steps[-1].move == "not_fixed":
                # Whoever believed it done does not look at once.
                self._after(rng.expovariate(1 / 9), "accept", Actor.DISPATCHER)
                self._work(hours * 0.6, rng.uniform(0.1, 0.9), again=True)
                return
        self._answer(answer)

    def _answer(self, dice: float) -> None:
        resolved = self._steps[-1].at
        if dice < 0.46:
            rating = self._pick(_RATINGS) if self.rng.random() < 0.78 else None
            self._later(
                self.rng.expovariate(1 / 30),
                "confirm",
                Actor.REPORTER,
                detail={"rating": rating} if rating else {},
            )
            if self._steps[-1].move == "confirm":
                self._rating = rating
                return
        # Upkeep runs every few minutes.
        closing = resolved + _ANSWER_WINDOW + timedelta(minutes=self.rng.uniform(1, 10))
        self._steps.append(Step(closing, "close_unanswered", Actor.SYSTEM))
        if self.rng.random() < 0.05:
            self._rating = self._pick(_RATINGS)
            self._steps.append(
                Step(closing + timedelta(hours=20), "rate", Actor.REPORTER, detail={"rating": self._rating})
            )

    def _after(self, hours: float, move: str, actor: Actor, **more: Any) -> None:
        self._steps.append(Step(self._wait(self._steps[-1].at, hours), move, actor, **more))

    def _later(self, hours: float, move: str, actor: Actor, **more: Any) -> None:
        """A resident's answer comes at any waking hour, and only within the window."""
        moment = self._steps[-1].at + timedelta(hours=0.2 + hours)
        local = moment.astimezone(self.calendar.zone)
        if local.hour < 7:
            moment += timedelta(hours=7 - local.hour + self.rng.random())
        if moment < self._steps[-1].at + _ANSWER_WINDOW:
            self._steps.append(Step(moment, move, actor, **more))

    def _working(self, start: datetime, hours: float) -> datetime:
        # A few seconds more, so that nobody acts exactly at the stroke of nine.
        return add_working_hours(start, max(0.02, hours), self.calendar) + timedelta(
            seconds=self.rng.uniform(1, 50)
        )

    def _clock(self, start: datetime, hours: float) -> datetime:
        return start + timedelta(hours=max(0.03, hours * 0.8))

    _wait: Callable[[datetime, float], datetime]

    def _pick(self, weighted: tuple[tuple[Any, int], ...]) -> Any:
        return self.rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]
