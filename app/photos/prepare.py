"""From the bytes that somebody sent to four small pictures that say nothing about who took them."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

import pillow_heif
from PIL import Image, ImageCms, ImageFile

from app.photos import exif, sniff
from app.photos.errors import MetadataNotStripped, PhotoDamaged, PhotoRefused, PhotoTooLarge, TooManyPixels

# Longest side in pixels: a line of a list, a strip on a phone, a page, a projector.
SIZES = {"thumb": 176, "small": 320, "medium": 1024, "large": 2048}
QUALITY = {"thumb": 56, "small": 72, "medium": 76, "large": 80}
CONTENT_TYPE = "image/webp"
TASHKENT = ZoneInfo("Asia/Tashkent")
MAX_PROFILE_BYTES = 4_000_000

# Pillow only warns between its limit and twice its limit; for us a bomb is a bomb.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Only the picture itself is wanted: embedded thumbnails, depth maps and gain maps may show something else.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)
# One decode at a time in a process. An AVIF may carry far more pixels than its container declares, up to the
# 268 million that libavif allows; HEIC, JPEG, PNG and WebP are held to what they declare.
_one_at_a_time = threading.Lock()
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUARTER_TURNS = frozenset(_TURNS[orientation] for orientation in (5, 6, 7, 8))
_AVERAGED = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"})
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A photo ready to be kept: `sizes` holds WebP bytes by name, none of them larger than it came."""

    sizes: dict[str, bytes]
    width: int
    height: int
    taken_at: datetime | None
    taken_location: tuple[float, float] | None
    content_type: str = CONTENT_TYPE


def prepare(data: bytes, *, max_bytes: int, max_pixels: int, local: tzinfo = TASHKENT) -> PreparedPhoto:
    """Check, orient, shrink and strip one photo.

    JPEG, PNG, WebP, HEIC or AVIF, told by content. Bytes are bounded before anything is looked at, pixels
    before any is decoded; of an animation or a burst only the first picture is taken. `width` and `height`
    are those of the upright picture as it came. `local` is the zone of EXIF times that name none.

    Raises NotAPhoto, PhotoTooLarge, TooManyPixels, PhotoDamaged, MetadataNotStripped (all PhotoRefused).
    """
    if len(data) > max_bytes:
        raise PhotoTooLarge(len(data), max_bytes)
    kind = sniff.format_of(data)
    if kind == "JPEG":
        sniff.refuse_endless_scans(data)
    try:
        with _one_at_a_time:
            # WeasyPrint allows half a picture to the whole process; half a photo is a damaged one here.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            return _prepare(data, kind, max_pixels, local)
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels(None, max_pixels) from None
    except Exception as error:  # Decoders raise whatever hostile bytes provoke; each of it means the same.
        raise PhotoDamaged(type(error).__name__) from error


def _prepare(data: bytes, kind: str, max_pixels: int, local: tzinfo) -> PreparedPhoto:
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        width, height = image.size
        if width * height > max_pixels:
            raise TooManyPixels(width * height, max_pixels)
        if kind == "JPEG":
            # The decoder itself can halve a JPEG, which bounds memory and time.
            image.draft(None, (SIZES["large"], SIZES["large"]))
        image.load()
        if image.size[0] * image.size[1] > max_pixels:
            # A container may declare one size and carry another.
            raise TooManyPixels(image.size[0] * image.size[1], max_pixels)
        found = exif.read_exif(image)
        turn = _TURNS.get(exif.orientation(found))
        picture = _plain(image)
        if turn is not None:
            picture = picture.transpose(turn)
            width, height = (height, width) if turn in _QUARTER_TURNS else (width, height)
    return PreparedPhoto(
        sizes=_encode_all(picture),
        width=width,
        height=height,
        taken_at=exif.taken_at(found, local),
        taken_location=exif.taken_location(found),
    )


def prepare_picture(picture: Image.Image) -> PreparedPhoto:
    """Return a picture of our own making (RGB, upright) in every size, ready to be kept."""
    width, height = picture.size
    return PreparedPhoto(_encode_all(_plain(picture)), width, height, None, None)


def _plain(image: Image.Image) -> Image.Image:
    """Return a new RGB picture in sRGB on white, at most as large as the largest size, and nothing else."""
    profile = image.info.get("icc_profile")
    picture = _widest(image)
    # Shrinking first keeps every later step small, whatever came in.
    picture.thumbnail((SIZES["large"], SIZES["large"]), Image.Resampling.LANCZOS, reducing_gap=3.0)
    picture = _in_srgb(_on_white(picture), profile)
    # A fresh image carries pixels alone: no info, no EXIF, no profile, no palette.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def _widest(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be averaged: palettes cannot, and 16 bits are cut to 8."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("F").point(lambda value: value / 256).convert("L")
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.copy() if image.mode in _AVERAGED else image.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA"):
        return picture
    picture = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= MAX_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # A profile that does not fit its picture is common; the plain colours are then right.
    return picture.convert("RGB")


def _encode_all(picture: Image.Image) -> dict[str, bytes]:
    sizes: dict[str, bytes] = {}
    # From the largest down, so that each is made from the one before it.
    webp = b""
    for name in sorted(SIZES, key=lambda size: -SIZES[size]):
        if not webp or max(picture.size) > SIZES[name]:
            picture.thumbnail((SIZES[name], SIZES[name]), Image.Resampling.LANCZOS)
            output = io.BytesIO()
            picture.save(output, "WEBP", quality=QUALITY[name], method=4, exif=b"", xmp=b"", icc_profile=b"")
            webp = output.getvalue()
            refuse_metadata(webp)
        sizes[name] = webp
    return dict(reversed(sizes.items()))


def refuse_metadata(webp: bytes) -> None:
    """Raise MetadataNotStripped unless the file is one bare picture and not a byte more.

    A simple lossy WebP is a RIFF header and a single `VP8 ` chunk (RFC 9649, section 2.5). Profiles, EXIF,
    XMP and animations live in other chunks, so their absence is certain without trusting a parser of each.
    """
    chunk = int.from_bytes(webp[16:20], "little")
    bare = (
        webp[:4] == b"RIFF"
        and webp[8:16] == b"WEBPVP8 "
        and int.from_bytes(webp[4:8], "little") == len(webp) - 8
        and len(webp) == 20 + chunk + chunk % 2
    )
    if not bare:
        raise MetadataNotStripped
