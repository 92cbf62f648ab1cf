"""Photos are told by content, turned upright, kept in four sizes under an unguessable name."""

from __future__ import annotations

import re

import pytest
from PIL import Image, ImageCms

from app.photos import (
    MetadataNotStripped,
    NotAPhoto,
    PhotoDamaged,
    PhotoRefused,
    PhotoTooLarge,
    TooManyPixels,
    fetch,
    forget,
    new_key,
    photo_path,
    prepare,
    store,
)
from app.photos import prepare as prepare_function
from app.photos.sniff import format_of
from app.storage import FolderStorage, NotStored
from tests.app.pictures import (
    BLUE,
    GREEN,
    LIMITS,
    RED,
    WHITE,
    corners,
    encoded,
    looks_like,
    near,
    opened,
    quarters,
    real,
    real_file,
    with_orientation,
)

# Pillow warns about broken EXIF; that it is broken is what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_every_accepted_format_becomes_webp_pictures_of_every_size(kind):
    prepared = prepare(encoded(quarters(), kind), **LIMITS)
    assert list(prepared.sizes) == ["thumb", "small", "medium", "large"]
    assert (prepared.width, prepared.height) == (240, 160)
    assert prepared.content_type == "image/webp"
    assert prepared.taken_at is None
    assert prepared.taken_location is None
    for size in prepared.sizes:
        picture = opened(prepared, size)
        assert picture.format == "WEBP"
        assert looks_like(corners(picture), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM", "JPEG2000", "PDF"])
def test_any_other_format_is_not_a_photo_even_where_the_library_could_read_it(kind):
    with pytest.raises(NotAPhoto):
        prepare(encoded(quarters(), kind), **LIMITS)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"\xff\xd8", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF\0\0\0\0WAVE",
     b"\0\0\0\x18ftypisom\0\0\0\0isommp42", b"\0\0\0\x14ftypmif1\0\0\0\0miaf", b"%PDF-1.7", b"PK\x03\x04", b"MZ"],
)  # fmt: skip
def test_what_does_not_begin_like_a_photo_is_not_a_photo(data):
    with pytest.raises(NotAPhoto):
        prepare(data, **LIMITS)


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"heic\0\0\0\0mif1heic", "HEIF"),
        (b"heix\0\0\0\0mif1heix", "HEIF"),
        (b"mif1\0\0\0\0mif1heic", "HEIF"),
        (b"mif1\0\0\0\0mif1avif", "AVIF"),
        (b"avis\0\0\0\0avis", "AVIF"),
    ],
)
def test_the_brands_of_a_container_tell_what_is_inside(brands, kind):
    assert format_of((len(brands) + 8).to_bytes(4, "big") + b"ftyp" + brands + b"\0" * 50) == kind


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("1", "PNG"),
        ("P", "PNG"),
        ("L", "PNG"),
        ("RGBA", "WEBP"),
        ("LA", "PNG"),
    ],
)
def test_every_colour_mode_is_readable(mode, kind):
    found = corners(opened(prepare(encoded(quarters(mode=mode), kind), **LIMITS)))
    if mode in ("L", "LA", "1"):
        assert max(found[3]) > 200
    else:
        assert all(near(one, other, 32) for one, other in zip(found, [RED, GREEN, BLUE, WHITE], strict=True))


def test_sixteen_bit_grey_keeps_its_tones():
    image = Image.new("I;16", (40, 40), 0x8000)
    assert near(opened(prepare(encoded(image, "PNG"), **LIMITS)).getpixel((20, 20)), (128, 128, 128), 4)


def test_transparency_lies_on_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert near(opened(prepare(encoded(image, "PNG"), **LIMITS)).getpixel((20, 20)), (255, 255, 255), 2)
    palette = Image.new("P", (40, 40), 0)
    data = encoded(palette, "PNG", transparency=0)
    assert near(opened(prepare(data, **LIMITS)).getpixel((20, 20)), (255, 255, 255), 2)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_an_animation_the_first_picture_is_taken(kind):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "black", "black")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    prepared = prepare(data, **LIMITS)
    assert getattr(opened(prepared), "n_frames", 1) == 1
    assert near(opened(prepared).getpixel((30, 20)), (255, 255, 255), 4)


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ((100, 60), [(100, 60)] * 4),
        ((800, 600), [(176, 132), (320, 240), (800, 600), (800, 600)]),
        ((3000, 1500), [(176, 88), (320, 160), (1024, 512), (2048, 1024)]),
        ((1500, 3000), [(88, 176), (160, 320), (512, 1024), (1024, 2048)]),
        ((5000, 2), [(176, 1), (320, 1), (1024, 1), (2048, 1)]),
        ((1, 1), [(1, 1)] * 4),
    ],
)
def test_a_photo_is_shrunk_by_its_longest_side_and_never_enlarged(came, expected):
    prepared = prepare(encoded(Image.new("RGB", came, "teal"), "PNG"), **LIMITS)
    assert [opened(prepared, size).size for size in prepared.sizes] == expected
    assert (prepared.width, prepared.height) == came


def test_a_large_jpeg_is_reported_at_its_own_size():
    prepared = prepare(encoded(Image.new("RGB", (6000, 4000), "teal")), **LIMITS)
    assert (prepared.width, prepared.height) == (6000, 4000)
    assert opened(prepared).size == (2048, 1365)


LYING = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_in_each_of_the_eight_orientations(orientation, kind):
    image = quarters()
    if orientation in LYING:
        image = image.transpose(LYING[orientation])
    prepared = prepare(encoded(image, kind, exif=with_orientation(orientation)), **LIMITS)
    assert (prepared.width, prepared.height) == (240, 160)
    assert opened(prepared).size == (240, 160)
    assert looks_like(corners(opened(prepared)), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_container_that_turns_its_picture_is_turned_once(orientation, kind):
    image = quarters()
    if orientation in LYING:
        image = image.transpose(LYING[orientation])
    prepared = prepare(encoded(image, kind, exif=with_orientation(orientation).tobytes()), **LIMITS)
    assert (prepared.width, prepared.height) == (240, 160)
    assert looks_like(corners(opened(prepared)), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_orientation_that_does_not_exist_leaves_the_photo_as_it_is(orientation):
    prepared = prepare(encoded(quarters(), exif=with_orientation(orientation)), **LIMITS)
    assert looks_like(corners(opened(prepared)), [RED, GREEN, BLUE, WHITE])


def test_a_colour_profile_is_applied_before_it_is_dropped():
    # A profile that says that the red channel is blue and the blue one red.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    data = encoded(Image.new("RGB", (40, 40), RED), "PNG", icc_profile=bytes(profile))
    assert near(opened(prepare(data, **LIMITS)).getpixel((20, 20)), (RED[2], RED[1], RED[0]))


@pytest.mark.parametrize("profile", [b"junk", b"\0" * 5_000, b"x" * 4_500_000])
def test_a_profile_that_cannot_be_used_is_ignored(profile):
    data = encoded(Image.new("RGB", (40, 40), (200, 80, 40)), "WEBP", icc_profile=profile, lossless=True)
    assert near(opened(prepare(data, **LIMITS)).getpixel((20, 20)), (200, 80, 40), 4)


@real
@pytest.mark.parametrize("shape", ["landscape", "portrait"])
def test_real_photos_of_every_orientation_look_the_same(shape):
    def tiny(number: int) -> bytes:
        prepared = prepare(real_file(f"orientation/{shape}_{number}.jpg"), **LIMITS)
        return opened(prepared).convert("L").resize((8, 8)).tobytes()

    upright = tiny(1)
    for number in (3, 6, 8):
        differences = [abs(a - b) for a, b in zip(upright, tiny(number), strict=True)]
        assert sum(differences) / 64 < 12


def test_a_stored_photo_lies_in_a_file_for_each_size_under_an_unguessable_key(tmp_path):
    storage = FolderStorage(tmp_path)
    prepared = prepare(encoded(quarters()), **LIMITS)
    key = store(prepared, storage)
    assert re.fullmatch(r"[a-z2-7]{32}", key)
    for size, webp in prepared.sizes.items():
        assert photo_path(key, size) == f"{key[:2]}/{key}/{size}.webp"
        assert storage.get(photo_path(key, size)) == webp
    assert len({new_key() for _ in range(100)}) == 100


def test_a_photo_kept_before_there_were_thumbs_is_shown_in_a_list_by_its_small_size(tmp_path):
    storage = FolderStorage(tmp_path)
    prepared = prepare(encoded(quarters()), **LIMITS)
    key = store(prepared, storage)
    assert fetch(key, "thumb", storage) == prepared.sizes["thumb"]
    storage.delete(photo_path(key, "thumb"))
    assert fetch(key, "thumb", storage) == prepared.sizes["small"]
    forget(key, storage)
    for size in ("thumb", "small"):
        with pytest.raises(NotStored):
            fetch(key, size, storage)


def test_a_forgotten_photo_is_gone_in_every_size(tmp_path):
    storage = FolderStorage(tmp_path)
    key = store(prepare(encoded(quarters()), **LIMITS), storage)
    forget(key, storage)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "size"),
    [
        ("../../etc/passwd", "small"),
        ("a" * 32, "huge"),
        ("a" * 32, "../small"),
        ("A" * 32, "small"),
        ("", "small"),
    ],
)
def test_a_name_that_was_never_given_out_is_not_stored(key, size):
    with pytest.raises(NotStored):
        photo_path(key, size)


def test_every_refusal_has_a_kind_of_its_own():
    refusals = (NotAPhoto, PhotoTooLarge, TooManyPixels, PhotoDamaged, MetadataNotStripped, PhotoRefused)
    assert len({refusal.kind for refusal in refusals}) == len(refusals)
    assert prepare_function is prepare
