"""Why a photo is refused. `kind` is a stable word that pages turn into a sentence."""

from __future__ import annotations


class PhotoRefused(Exception):
    """This file is not kept; nothing of it was stored."""

    kind = "refused"


class NotAPhoto(PhotoRefused):
    """The bytes are not JPEG, PNG, WebP, HEIC or AVIF, whatever the name says."""

    kind = "not_a_photo"


class PhotoTooLarge(PhotoRefused):
    """More bytes than allowed."""

    kind = "too_large"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes, at most {limit}")
        self.size, self.limit = size, limit


class TooManyPixels(PhotoRefused):
    """More pixels than allowed; refused before any of them is decoded. `pixels` is None where not even counted."""

    kind = "too_many_pixels"

    def __init__(self, pixels: int | None, limit: int) -> None:
        super().__init__(f"{pixels or 'too many'} pixels, at most {limit}")
        self.pixels, self.limit = pixels, limit


class PhotoDamaged(PhotoRefused):
    """It begins like a photo but cannot be read to the end."""

    kind = "damaged"


class MetadataNotStripped(PhotoRefused):
    """Our own output carries more than pixels. It is refused rather than published."""

    kind = "not_stripped"
