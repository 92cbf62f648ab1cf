"""When and where are read for the reporter's sake; afterwards nothing of it is left in the picture."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from app.photos import (
    MetadataNotStripped,
    PreparedPhoto,
    prepare,
)
from app.photos.prepare import refuse_metadata
from tests.app.pictures import (
    DATA,
    DIGITIZED,
    LIMITS,
    OFFSET,
    ORIGINAL,
    TASHKENT_LAT,
    TASHKENT_LON,
    encoded,
    exif_with,
    gps_of,
    quarters,
    real,
    real_file,
    with_orientation,
)

# Pillow warns about broken EXIF; that it is broken is what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


def photo_with(
    details: dict[int, object] | None = None, gps: dict[int, object] | None = None
) -> PreparedPhoto:
    return prepare(encoded(quarters(40, 40), exif=exif_with(details, gps)), **LIMITS)


@pytest.mark.parametrize(
    ("details", "moment"),
    [
        ({ORIGINAL: "2026:11:20 14:30:00"}, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ({ORIGINAL: "2026:11:20 14:30:00", OFFSET: "+03:00"}, datetime(2026, 11, 20, 11, 30, tzinfo=UTC)),
        ({ORIGINAL: "2026:11:20 14:30:00", OFFSET: "-0330"}, datetime(2026, 11, 20, 18, 0, tzinfo=UTC)),
        ({ORIGINAL: "2026:11:20 14:30:00", OFFSET: "soon"}, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ({ORIGINAL: "2026:11:20 14:30:00", OFFSET: "+99:99"}, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ({ORIGINAL: "2026-11-20 14:30:00"}, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ({DIGITIZED: "2026:11:20 14:30:00"}, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ({ORIGINAL: "0000:00:00 00:00:00"}, None),
        ({ORIGINAL: "1970:01:01 00:00:00"}, None),
        ({ORIGINAL: "2026:13:40 25:61:61"}, None),
        ({ORIGINAL: "    :  :     :  :  "}, None),
        ({ORIGINAL: ""}, None),
        ({}, None),
    ],
)
def test_the_time_a_photo_was_taken_is_local_unless_it_says_otherwise(details, moment):
    assert photo_with(details).taken_at == moment


def test_the_receivers_clock_counts_where_the_camera_has_none():
    gps = {
        ExifTags.GPS.GPSDateStamp: "2026:11:20",
        ExifTags.GPS.GPSTimeStamp: (IFDRational(9), IFDRational(30), IFDRational(15)),
    }
    assert photo_with(gps=gps).taken_at == datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gps", "location"),
    [
        (gps_of(TASHKENT_LAT, "N", TASHKENT_LON, "E"), (69.27, 41.31)),
        (gps_of(TASHKENT_LAT, "S", TASHKENT_LON, "W"), (-69.27, -41.31)),
        (gps_of(TASHKENT_LAT, "n", TASHKENT_LON, "e"), (69.27, 41.31)),
        (gps_of((41.31, 0.0, 0.0), "N", (69.27, 0.0, 0.0), "E"), (69.27, 41.31)),
        (gps_of(TASHKENT_LAT, None, TASHKENT_LON, "E"), None),
        (gps_of(TASHKENT_LAT, "N", TASHKENT_LON, None), None),
        (gps_of(TASHKENT_LAT, "X", TASHKENT_LON, "E"), None),
        (gps_of(TASHKENT_LAT, "E", TASHKENT_LON, "N"), None),
        (gps_of(None, "N", TASHKENT_LON, "E"), None),
        (gps_of((0.0, 0.0, 0.0), "N", (0.0, 0.0, 0.0), "E"), None),
        (gps_of((91.0, 0.0, 0.0), "N", TASHKENT_LON, "E"), None),
        (gps_of(TASHKENT_LAT, "N", (181.0, 0.0, 0.0), "E"), None),
        (gps_of((90.0, 0.0, 1.0), "N", TASHKENT_LON, "E"), None),
        (gps_of((41.0, 99.0, 0.0), "N", TASHKENT_LON, "E"), None),
        (gps_of((IFDRational(41, 0), IFDRational(0, 0), 0.0), "N", TASHKENT_LON, "E"), None),
        (gps_of(TASHKENT_LAT, "N", TASHKENT_LON, "E", GPSStatus="V"), None),
        (gps_of(TASHKENT_LAT, "N", TASHKENT_LON, "E", GPSStatus="A"), (69.27, 41.31)),
    ],
)
def test_the_place_a_photo_was_taken_is_read_or_is_none(gps, location):
    found = photo_with(gps=gps).taken_location
    assert found == (pytest.approx(location, abs=1e-6) if location else None)


def test_broken_exif_is_not_an_error():
    data = encoded(quarters(40, 40), exif=b"Exif\0\0II*\0\xff\xff\xff\xffgarbage")
    prepared = prepare(data, **LIMITS)
    assert prepared.taken_at is None
    assert prepared.taken_location is None


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=200))
def test_no_exif_breaks_a_photo(noise):
    prepare(encoded(quarters(16, 16), exif=b"Exif\0\0MM\0*\0\0\0\x08" + noise), **LIMITS)


@real
@pytest.mark.parametrize(
    ("name", "location"),
    [
        ("gps/DSCN0010.jpg", (11.8851267, 43.4674483)),
        ("gps/DSCN0042.jpg", (11.8814783, 43.4644550)),
        ("gps/HMD_Nokia_8.3_5G_hdr.heif", (-3.7637405, 40.6629935)),
        ("gps/spatial_photo.heic", None),
        ("phone/HMD_Nokia_8.3_5G.jpg", (24.9067722, 60.1467056)),
        ("phone/iphone_13_pro_max.HEIC", None),
        ("bad_exif/exif_gps.jpg", None),
        ("bad_exif/exif_gps_typeerror.jpg", None),
        ("bad_exif/empty_gps_ifd.jpg", None),
    ],
)
def test_the_place_of_a_real_photo_is_read(name, location):
    found = prepare(real_file(name), **LIMITS).taken_location
    assert found == (pytest.approx(location, abs=1e-6) if location else None)


@real
@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("phone/HMD_Nokia_8.3_5G.jpg", datetime(2022, 8, 14, 11, 12, 31, tzinfo=UTC)),
        ("phone/iphone_13_pro_max.HEIC", datetime(2022, 2, 16, 11, 55, 41, tzinfo=UTC)),
        ("gps/DSCN0010.jpg", datetime(2008, 10, 22, 11, 28, 39, tzinfo=UTC)),
    ],
)
def test_the_time_of_a_real_photo_is_read(name, moment):
    assert prepare(real_file(name), **LIMITS).taken_at == moment


CHUNKS_ALLOWED = [b"VP8 "]
ABOUT_THE_PIXELS = re.compile(
    r"^(System|File|ExifTool|Composite):|^RIFF:(Image(Width|Height)|VP8Version|(Horizontal|Vertical)Scale)$"
)


def chunks(webp: bytes) -> list[bytes]:
    found, position = [], 12
    while position < len(webp):
        found.append(webp[position : position + 4])
        length = int.from_bytes(webp[position + 4 : position + 8], "little")
        position += 8 + length + length % 2
    return found


def said_by_exiftool(webp: bytes) -> set[str]:
    answer = subprocess.run(
        ["exiftool", "-s", "-a", "-G0:1", "-u", "-"], input=webp, capture_output=True, check=False
    )
    lines = re.findall(r"^\[(\w+)(?::\w+)?\]\s+(\S+)\s*:", answer.stdout.decode(), re.MULTILINE)
    return {f"{group}:{name}" for group, name in lines}


def assert_silent(prepared: PreparedPhoto) -> None:
    for webp in set(prepared.sizes.values()):
        assert chunks(webp) == CHUNKS_ALLOWED
        picture = Image.open(io.BytesIO(webp))
        picture.load()
        assert not {"exif", "xmp", "icc_profile"} & picture.info.keys()
        assert not picture.getexif()
        if shutil.which("exiftool"):
            said = said_by_exiftool(webp)
            assert {name for name in said if not ABOUT_THE_PIXELS.match(name)} == set()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_nothing_but_pixels_is_left(kind):
    exif = exif_with({ORIGINAL: "2026:11:20 14:30:00"}, gps_of(TASHKENT_LAT, "N", TASHKENT_LON, "E"))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/>A person's name</x:xmpmeta>"
    data = encoded(quarters(), kind, exif=exif.tobytes(), icc_profile=profile, xmp=xmp)
    assert b"A person's name" in data
    prepared = prepare(data, **LIMITS)
    assert prepared.taken_location is not None
    assert_silent(prepared)
    assert all(b"person" not in webp for webp in prepared.sizes.values())


@pytest.mark.parametrize(
    "options",
    [
        {"exif": with_orientation(3).tobytes()},
        {"xmp": b"<x/>"},
        {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()},
        {"lossless": True},
    ],
)
def test_an_encoder_that_adds_anything_is_caught(options):
    with pytest.raises(MetadataNotStripped):
        refuse_metadata(encoded(quarters(), "WEBP", **options))


@pytest.mark.parametrize("tail", [b"\0", b"EXIF\x04\0\0\0abcd"])
def test_bytes_behind_the_picture_are_caught(tail):
    with pytest.raises(MetadataNotStripped):
        refuse_metadata(encoded(quarters(), "WEBP") + tail)
    with pytest.raises(MetadataNotStripped):
        refuse_metadata(b"")


@real
def test_real_photos_are_prepared_and_say_nothing_afterwards():
    for folder in ("gps", "orientation", "bad_exif", "phone"):
        for path in sorted((DATA / folder).iterdir()):
            if path.name == "ultrahdr.jpg":
                continue  # Only its head was kept; see the truncated ones.
            prepared = prepare(path.read_bytes(), **LIMITS)
            assert_silent(prepared)
