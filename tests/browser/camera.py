"""Photos as phones take them: twelve megapixels, with time and place inside."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pillow_heif
from PIL import ExifTags, Image

from app.demo import drawings
from tests.app.pictures import ORIGINAL, exif_with, gps_of

WIDTH, HEIGHT = 4000, 3000
TAKEN = "2026:11:20 14:30:00"
#: Where the photo was taken: in Namuna, 700 m from where the phone is said to be; Paris; and nowhere.
NAMUNA = ((40.0, 42.0, 30.0), (66.0, 9.0, 45.0))
PARIS = ((48.0, 51.0, 24.0), (2.0, 21.0, 3.0))
NULL_ISLAND = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


@cache
def _scene() -> Image.Image:
    """A drawing with the noise of a small sensor: a file of some megabytes, as a phone makes it."""
    drawing = drawings.draw("pothole", 1, fixed=False).convert("RGB").resize((WIDTH, HEIGHT))
    noise = np.random.default_rng(7).normal(0, 14, (HEIGHT, WIDTH, 3))
    return Image.fromarray((np.asarray(drawing) + noise).clip(0, 255).astype(np.uint8))


def taken(place: tuple[tuple[float, ...], tuple[float, ...]] | None = None, *, orientation: int = 1) -> bytes:
    """Return a photo of twelve megapixels, taken at a place or with no place in it."""
    gps = gps_of(place[0], "N", place[1], "E") if place else None
    exif = exif_with({ORIGINAL: TAKEN}, gps)
    exif[ExifTags.Base.Orientation] = orientation
    out = io.BytesIO()
    _scene().save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def heic(place: tuple[tuple[float, ...], tuple[float, ...]]) -> bytes:
    """Return a photo as an iPhone keeps it; Chromium cannot decode it."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    exif = exif_with({ORIGINAL: TAKEN}, gps_of(place[0], "N", place[1], "E"))
    _scene().resize((1200, 900)).save(out, "HEIF", exif=exif, quality=60)
    return out.getvalue()


def as_file(data: bytes, name: str = "IMG_2041.jpg") -> dict[str, object]:
    """Return a photo as the browser is given one."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}
