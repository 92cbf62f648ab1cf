"""What after-photos prove: taken at the pin, or not, or nobody knows where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Proof:
    """How far from the pin the photos of one repair were taken."""

    #: The farthest of those that say it, in metres; None where none does.
    farthest_m: float | None
    #: One of them was taken farther away than the service allows.
    is_far: bool
    #: One of them does not say where it was taken.
    is_unplaced: bool

    @property
    def needs_reason(self) -> bool:
        """A written reason is demanded, and somebody looks at it."""
        return self.is_far or self.is_unplaced

    @property
    def detail(self) -> dict[str, object]:
        """What the history keeps of it; nothing where there is no photo."""
        told: dict[str, object] = {}
        if self.farthest_m is not None:
            told |= {"distance_m": round(self.farthest_m), "far": self.is_far}
        if self.is_unplaced:
            told["unplaced"] = True
        return told


def judge(distances_m: Sequence[float | None], allowed_m: float) -> Proof:
    """Return what photos prove. Each distance is from the pin, in metres, or None for a photo without a place.

    `allowed_m` itself is allowed. Without photos nothing is far and nothing unplaced: whether a photo is needed at
    all, the lifecycle decides.

    >>> judge([12.0, None], 100).needs_reason
    True
    """
    known = [metres for metres in distances_m if metres is not None]
    return Proof(
        farthest_m=max(known, default=None),
        is_far=any(metres > allowed_m for metres in known),
        is_unplaced=len(known) < len(distances_m),
    )
