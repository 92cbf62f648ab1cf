"""Photos: checked, upright, small, stripped; what a page or an action needs of them is here."""

from app.photos.errors import (
    MetadataNotStripped,
    NotAPhoto,
    PhotoDamaged,
    PhotoRefused,
    PhotoTooLarge,
    TooManyPixels,
)
from app.photos.keep import fetch, forget, new_key, photo_path, store
from app.photos.prepare import CONTENT_TYPE, SIZES, PreparedPhoto, prepare, prepare_picture

__all__ = [
    "CONTENT_TYPE",
    "SIZES",
    "MetadataNotStripped",
    "NotAPhoto",
    "PhotoDamaged",
    "PhotoRefused",
    "PhotoTooLarge",
    "PreparedPhoto",
    "TooManyPixels",
    "fetch",
    "forget",
    "new_key",
    "photo_path",
    "prepare",
    "prepare_picture",
    "store",
]
