"""What a file is, told by its content alone; its name and declared type are never asked."""

from __future__ import annotations

from app.photos.errors import NotAPhoto, PhotoDamaged

# ISO/IEC 23008-12 (HEIF) and the AVIF specification: brands of still images, and of bursts with a cover.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_SHARED_BRANDS = frozenset({b"mif1", b"msf1", b"mif2"})

# A camera writes one scan, or about ten in a progressive file. A file of thousands of empty scans
# makes the decoder pass over the whole picture thousands of times.
MAX_JPEG_SCANS = 100


def format_of(data: bytes) -> str:
    """Return Pillow's name of the format: JPEG, PNG, WEBP, HEIF or AVIF. Raises NotAPhoto."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _format_of_brands(data)
    raise NotAPhoto


def _format_of_brands(data: bytes) -> str:
    length = min(int.from_bytes(data[:4], "big"), 256, len(data))
    major = data[8:12]
    brands = {data[i : i + 4] for i in range(16, length - 3, 4)} if major in _SHARED_BRANDS else {major}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIC_BRANDS:
        return "HEIF"
    raise NotAPhoto


def refuse_endless_scans(data: bytes) -> None:
    """Walk the segments of a JPEG up to its end marker. Raises PhotoDamaged beyond MAX_JPEG_SCANS scans."""
    position, scans = 2, 0
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            position = _next_marker(data, position)
            continue
        marker = data[position + 1]
        if marker == 0xD9:
            return
        if marker == 0xFF or marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD8:
            position += 1 if marker == 0xFF else 2
            continue
        scans += marker == 0xDA
        if scans > MAX_JPEG_SCANS:
            raise PhotoDamaged(f"more than {MAX_JPEG_SCANS} scans")
        position += 2 + max(2, int.from_bytes(data[position + 2 : position + 4], "big"))


def _next_marker(data: bytes, position: int) -> int:
    found = data.find(b"\xff", position)
    return len(data) if found < 0 else found
