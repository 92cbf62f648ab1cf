"""The drawings as stored photos: each is drawn once and shown by many reports."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.demo import drawings
from app.photos import SIZES, photo_path, prepare_picture, store
from app.storage import Storage

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Drawn:
    """One stored drawing."""

    key: str
    width: int = drawings.WIDTH
    height: int = drawings.HEIGHT


def keep_drawings(
    storage: Storage, *, on_progress: Progress | None = None
) -> dict[tuple[str, int, bool], Drawn]:
    """Draw what the storage does not have yet; return every drawing by (scene, variant, fixed)."""
    wanted = [
        (kind, variant, fixed)
        for kind, scene in drawings.SCENES.items()
        for variant in range(scene.variants)
        for fixed in (False, True)
    ]

    def keep(drawing: tuple[str, int, bool]) -> Drawn:
        kind, variant, fixed = drawing
        key = key_of(kind, variant, fixed=fixed)
        if not all(storage.exists(photo_path(key, size)) for size in SIZES):
            store(prepare_picture(drawings.draw(kind, variant, fixed=fixed)), storage, key=key)
        return Drawn(key)

    # Pillow lets go of the interpreter while it works, so threads really share the processors.
    with ThreadPoolExecutor(max_workers=4) as pool:
        kept = {}
        for drawing, drawn in zip(wanted, pool.map(keep, wanted), strict=True):
            kept[drawing] = drawn
            if on_progress:
                on_progress(len(kept), len(wanted))
    return kept


def key_of(kind: str, variant: int, *, fixed: bool) -> str:
    """Return the key of a drawing: always the same one, because a drawing is nobody's secret."""
    digest = hashlib.sha256(f"namuna/{kind}/{variant}/{fixed}".encode()).digest()
    return base64.b32encode(digest[:20]).decode().lower()
