"""The rows of photos: which drawing a report shows, and where a crew stood when it took its own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.demo.drawings import SCENES
from app.demo.pictures import Drawn
from app.demo.places import Spot, shifted
from app.models import PhotoKind
from geo.metres import distance_m

Row = dict[str, Any]


class Album:
    """Adds rows to `photos`. A report shows one variant of its scene, before and after."""

    def __init__(
        self, rng: random.Random, drawings: Mapping[tuple[str, int, bool], Drawn], photos: list[Row]
    ) -> None:
        self.rng, self.drawings, self.photos = rng, drawings, photos
        self._variants: dict[int, int] = {}

    def add(
        self,
        request_id: int,
        scene: str,
        kind: PhotoKind,
        at: datetime,
        *,
        pin: Spot | None = None,
        far_m: float | None = None,
    ) -> Row:
        """Add one photo that came with a move, and return what the move's detail says of it.

        With `pin`, the place it was taken is kept: some metres from the pin, or about `far_m`.
        """
        variant = self._variants.setdefault(request_id, self.rng.randrange(SCENES[scene].variants))
        drawn = self.drawings[scene, variant, kind is PhotoKind.AFTER]
        taken: Spot | None = None
        if pin is not None:
            taken = (
                shifted(pin, far_m, 8) if far_m else shifted(pin, self.rng.gauss(0, 9), self.rng.gauss(0, 9))
            )
        distance = distance_m(pin, taken) if pin and taken else None
        photo_id = len(self.photos) + 1
        self.photos.append(
            {
                "id": photo_id,
                "service_request_id": request_id,
                "upload_token": None,
                "kind": kind,
                "key": drawn.key,
                "width": drawn.width,
                "height": drawn.height,
                "created_at": at - timedelta(seconds=self.rng.uniform(20, 90)),
                "taken_at": at - timedelta(minutes=self.rng.uniform(2, 25)),
                "taken_longitude": taken[0] if taken else None,
                "taken_latitude": taken[1] if taken else None,
                "distance_m": distance,
                "staff_only": False,
            }
        )
        detail: Row = {"photo_ids": [photo_id]}
        if distance is not None:
            detail |= {"distance_m": round(distance), "far": far_m is not None}
        return detail
