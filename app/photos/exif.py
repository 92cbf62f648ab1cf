"""When and where a photo was taken, read from whatever a camera left behind.

Broken EXIF is common (editors, messengers, old phones) and is never an error: what cannot be read is None.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from PIL import ExifTags, Image

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
_FIRST_YEAR = 1990  # A clock that was never set says 1970 or 1980.


def read_exif(image: Image.Image) -> Image.Exif | None:
    """Return the EXIF of an opened image, or None where it cannot be parsed at all."""
    try:
        return image.getexif()
    except Exception:
        return None


def orientation(exif: Image.Exif | None) -> int:
    """Return the EXIF orientation, 1 to 8; 1 (upright) where there is none or it makes no sense."""
    value = exif.get(ExifTags.Base.Orientation) if exif is not None else None
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def taken_at(exif: Image.Exif | None, local: tzinfo) -> datetime | None:
    """Return the aware UTC moment the picture was taken, or None.

    EXIF keeps local time; its zone is OffsetTimeOriginal where the camera wrote one, else `local`.
    Where there is no local time at all, the receiver's UTC clock is used.
    """
    details = _directory(exif, ExifTags.IFD.Exif)
    for moment_tag, offset_tag in (
        (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
        (ExifTags.Base.DateTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
    ):
        moment = _moment(details.get(moment_tag))
        if moment is not None:
            return _as_utc(moment, _offset(details.get(offset_tag)) or local)
    return _receiver_time(_directory(exif, ExifTags.IFD.GPSInfo))


def taken_location(exif: Image.Exif | None) -> tuple[float, float] | None:
    """Return (longitude, latitude) in degrees (EPSG:4326), or None.

    None where a coordinate or its hemisphere is missing, unreadable or out of range, where the receiver
    says that it had no fix, and at (0, 0), which is what receivers write when they do not know.
    """
    gps = _directory(exif, ExifTags.IFD.GPSInfo)
    if _text(gps.get(ExifTags.GPS.GPSStatus)) == "V":
        return None
    latitude = _coordinate(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "NS", 90)
    longitude = _coordinate(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "EW", 180)
    if latitude is None or longitude is None or (abs(latitude) < 1e-4 and abs(longitude) < 1e-4):
        return None
    return longitude, latitude


def _directory(exif: Image.Exif | None, ifd: int) -> dict[int, Any]:
    if exif is None:
        return {}
    try:
        return dict(exif.get_ifd(ifd))
    except Exception:
        return {}


def _coordinate(gps: dict[int, Any], value: int, ref: int, hemispheres: str, limit: int) -> float | None:
    hemisphere = _text(gps.get(ref))[:1].upper()
    parts = _numbers(gps.get(value))
    if not hemisphere or hemisphere not in hemispheres or not 1 <= len(parts) <= 3:
        return None
    degrees = math.fsum(part / 60**power for power, part in enumerate(parts))
    if any(part < 0 for part in parts) or any(part > 60 for part in parts[1:]) or not degrees <= limit:
        return None
    return -degrees if hemisphere in "SW" else degrees


def _numbers(value: object) -> list[float]:
    """Return finite numbers, or nothing at all when one of them is not."""
    items: Sequence[object] = value if isinstance(value, tuple | list) else (value,)
    numbers = []
    for item in items:
        try:
            number = float(item)  # type: ignore[arg-type]
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            return []
        if not math.isfinite(number):
            return []
        numbers.append(number)
    return numbers


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return value.strip("\0 ") if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        text = _text(value)[:19].replace("-", ":")
        moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - `_as_utc` gives it a zone.
    except ValueError:
        return None
    return moment if moment.year >= _FIRST_YEAR else None


def _offset(value: object) -> tzinfo | None:
    match = _OFFSET.fullmatch(_text(value))
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return (
        timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes <= 14 * 60 else None
    )


def _receiver_time(gps: dict[int, Any]) -> datetime | None:
    clock = _numbers(gps.get(ExifTags.GPS.GPSTimeStamp))
    day = _moment(_text(gps.get(ExifTags.GPS.GPSDateStamp)) + " 00:00:00")
    if (
        day is None
        or len(clock) != 3
        or not (0 <= clock[0] < 24 and 0 <= clock[1] < 60 and 0 <= clock[2] < 61)
    ):
        return None
    return day.replace(tzinfo=UTC) + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])


def _as_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    try:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
