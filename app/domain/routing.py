"""Which responsibility answers: the most specific area, then the service's own, then the newest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rule:
    """A responsibility as routing sees it. No area means everywhere; a service or a group, never both."""

    id: int
    agency_id: int
    area_id: int | None
    service_id: int | None
    service_group_id: int | None
    valid_from: date
    #: The first day on which it no longer holds; None: it holds on.
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if (self.service_id is None) == (self.service_group_id is None):
            raise ValueError(f"responsibility {self.id} needs a service or a service group, and not both")

    def holds(self, service_id: int, service_group_id: int, on: date) -> bool:
        """Say whether it speaks of this service, on this day, wherever that may be."""
        in_force = self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
        return in_force and (self.service_id == service_id or self.service_group_id == service_group_id)


def choose(
    rules: Iterable[Rule], chain_area_ids: Sequence[int], service_id: int, service_group_id: int, on: date
) -> Rule | None:
    """Return the rule that answers for a service at a place, or None where nobody does.

    `chain_area_ids` are the areas of the place, the most specific first (mahalla, district, region;
    any may be missing). The most specific area wins, and everywhere comes last; then a rule of the
    service itself beats one of its group; then the newest `valid_from`; then the lowest id.
    """
    specificity = {area_id: rank for rank, area_id in enumerate(chain_area_ids)}

    def rank(rule: Rule) -> tuple[int, bool, int, int]:
        where = len(specificity) if rule.area_id is None else specificity[rule.area_id]
        return where, rule.service_id is None, -rule.valid_from.toordinal(), rule.id

    candidates = (
        rule
        for rule in rules
        if (rule.area_id is None or rule.area_id in specificity)
        and rule.holds(service_id, service_group_id, on)
    )
    return min(candidates, key=rank, default=None)
