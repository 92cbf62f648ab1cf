"""Bytes and pixels are bounded before anything is decoded, and whatever comes is prepared or refused."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.photos import (
    NotAPhoto,
    PhotoDamaged,
    PhotoRefused,
    PhotoTooLarge,
    TooManyPixels,
    prepare,
)
from tests.app.pictures import (
    LIMITS,
    encoded,
    quarters,
    real,
    real_file,
)

# Pillow warns about broken EXIF; that it is broken is what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


def test_bytes_are_bounded_before_anything_is_looked_at():
    with pytest.raises(PhotoTooLarge) as refusal:
        prepare(b"not a photo at all", max_bytes=5, max_pixels=100)
    assert (refusal.value.size, refusal.value.limit, refusal.value.kind) == (18, 5, "too_large")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_one_pixel_too_many_is_refused_and_the_limit_itself_is_not(kind):
    data = encoded(Image.new("RGB", (64, 64)), kind)
    prepare(data, max_bytes=100_000, max_pixels=64 * 64)
    with pytest.raises(TooManyPixels):
        prepare(data, max_bytes=100_000, max_pixels=64 * 64 - 1)


def png_of(width: int, height: int) -> bytes:
    """Return a tiny PNG that unpacks into as many pixels as its header says."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [9_000, 12_000, 20_000, 65_535, 2**31 - 1])
def test_a_decompression_bomb_is_refused_before_it_unpacks(side):
    with pytest.raises(TooManyPixels) as refusal:
        prepare(png_of(side, side), **LIMITS)
    assert refusal.value.limit == LIMITS["max_pixels"]


def test_a_heic_that_hides_its_size_does_not_unpack():
    data = encoded(Image.new("RGB", (2000, 1600), "red"), "HEIF")
    lying = data.replace(struct.pack(">II", 2000, 1600), struct.pack(">II", 64, 64))
    assert lying != data
    with pytest.raises(PhotoDamaged):
        prepare(lying, max_bytes=10_000_000, max_pixels=10_000)


def test_a_jpeg_of_endless_scans_is_refused():
    data = encoded(quarters(), progressive=True)
    start = data.index(b"\xff\xda")
    with pytest.raises(PhotoDamaged):
        prepare(data[:-2] + data[start:-2] * 60 + data[-2:], **LIMITS)


def test_bytes_after_the_end_of_a_jpeg_are_not_counted_as_scans():
    # Motion photos append a film, in which any bytes may occur.
    prepare(encoded(quarters()) + b"\xff\xda" * 500, **LIMITS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_photo_is_refused(kind, part):
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    data = encoded(noise, kind)
    with pytest.raises(PhotoDamaged):
        prepare(data[: int(len(data) * part)], **LIMITS)


SEEDS = [encoded(quarters(64, 48), kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")]
MAGIC = [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic\0\0\0\0"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
    cut=st.floats(0.1, 1),
)
def test_a_photo_with_any_bytes_changed_is_prepared_or_refused(seed, edits, cut):
    data = bytearray(seed)
    for place, value in edits:
        data[int(place * (len(data) - 1))] = value
    try:
        prepared = prepare(bytes(data[: int(len(data) * cut)]), max_bytes=1_000_000, max_pixels=1_000_000)
    except PhotoRefused:
        return
    assert set(prepared.sizes) == {"thumb", "small", "medium", "large"}


@settings(max_examples=100, deadline=None)
@given(magic=st.sampled_from(MAGIC), rest=st.binary(max_size=300))
@example(magic=b"", rest=b"")
def test_noise_behind_a_familiar_beginning_is_refused(magic, rest):
    with pytest.raises(PhotoRefused):
        prepare(magic + rest, max_bytes=1_000_000, max_pixels=1_000_000)


@real
@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("200MP.heic", TooManyPixels),
        ("corrupted.heic", PhotoDamaged),
        ("crash-465703f71a0f0094873a3e0e82c9f798161171b8.sgi", NotAPhoto),
        ("decompression_bomb.gif", NotAPhoto),
        ("decompression_bomb.ico", NotAPhoto),
        ("empty.heic", NotAPhoto),
        ("oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif", NotAPhoto),
        ("truncated_image.png", PhotoDamaged),
        ("truncated_jpeg.jpg", PhotoDamaged),
        ("../phone/ultrahdr.jpg", PhotoDamaged),
    ],
)
def test_a_hostile_file_is_refused_for_the_right_reason(name, refusal):
    with pytest.raises(refusal):
        prepare(real_file(f"hostile/{name}"), **LIMITS)
