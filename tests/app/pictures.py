"""Pictures to test with: four quarters whose corners tell which way is up, and the real files."""

from __future__ import annotations

import io
import itertools
import os
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from app.photos import PreparedPhoto

DATA = Path(os.environ.get("SMART_MAHALLA_DATA", Path(__file__).parents[2] / "../shared/data")) / "photos"
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real photos in {DATA}")
LIMITS = {"max_bytes": 15_000_000, "max_pixels": 64_000_000}

# A red, a green, a blue and a white quarter: which way is up can be read from the corners.
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 30), (30, 30, 220), (250, 250, 250)


def quarters(width: int = 240, height: int = 160, mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def opened(prepared: PreparedPhoto, size: str = "large") -> Image.Image:
    return Image.open(io.BytesIO(prepared.sizes[size]))


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    width, height = image.size
    points = itertools.product((height // 4, 3 * height // 4), (width // 4, 3 * width // 4))
    return [image.convert("RGB").getpixel((x, y)) for y, x in points]


def near(left: tuple[int, ...], right: tuple[int, ...], tolerance: int = 24) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(left, right, strict=True))


def looks_like(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]]) -> bool:
    return all(near(a, b) for a, b in zip(found, wanted, strict=True))


def with_orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = value
    return exif


def real_file(name: str) -> bytes:
    return (DATA / name).read_bytes()


ORIGINAL, OFFSET = ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal
DIGITIZED = ExifTags.Base.DateTimeDigitized


def exif_with(details: dict[int, object] | None = None, gps: dict[int, object] | None = None) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Telefon"
    exif[ExifTags.Base.Artist] = "A person's name"
    exif.get_ifd(ExifTags.IFD.Exif).update(details or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    return exif


def gps_of(
    latitude: object, latitude_ref: object, longitude: object, longitude_ref: object, **more: object
) -> dict:
    found = {
        ExifTags.GPS.GPSLatitude: latitude,
        ExifTags.GPS.GPSLatitudeRef: latitude_ref,
        ExifTags.GPS.GPSLongitude: longitude,
        ExifTags.GPS.GPSLongitudeRef: longitude_ref,
    }
    found.update({ExifTags.GPS[name]: value for name, value in more.items()})
    return {tag: value for tag, value in found.items() if value is not None}


TASHKENT_LAT, TASHKENT_LON = (41.0, 18.0, 36.0), (69.0, 16.0, 12.0)
