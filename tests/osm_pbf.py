"""Writing small extracts of OpenStreetMap as `.osm.pbf`, the real format, for tests to read back.

https://wiki.openstreetmap.org/wiki/PBF_Format: blobs of protocol buffers, written here by hand, because no
package that the project has can write them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: Coordinates are whole numbers of a hundred nanodegrees.
_UNITS = 10_000_000


@dataclass(frozen=True)
class Node:
    """A point, EPSG:4326."""

    id: int
    longitude: float
    latitude: float
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """A line over nodes; closed where the last is the first."""

    id: int
    nodes: Sequence[int]
    tags: Mapping[str, str] = field(default_factory=dict)


def write_pbf(path: Path, nodes: Sequence[Node], ways: Sequence[Way] = ()) -> Path:
    """Write an extract, and return its path."""
    header = b"".join(_text(4, feature) for feature in ("OsmSchema-V0.6",))
    path.write_bytes(_blob("OSMHeader", header) + _blob("OSMData", _data(nodes, ways)))
    return path


def _data(nodes: Sequence[Node], ways: Sequence[Way]) -> bytes:
    words = [""]
    for thing in (*nodes, *ways):
        words += [word for pair in thing.tags.items() for word in pair if word not in words]
    number = {word: at for at, word in enumerate(words)}
    table = b"".join(_text(1, word) for word in words)
    groups = [
        b"".join(_bytes(1, _node(node, number)) for node in nodes),
        b"".join(_bytes(3, _way(way, number)) for way in ways),
    ]
    return _bytes(1, table) + b"".join(_bytes(2, group) for group in groups if group)


def _node(node: Node, number: Mapping[str, int]) -> bytes:
    lat, lon = (round(degrees * _UNITS) for degrees in (node.latitude, node.longitude))
    return (
        _number(1, _zigzag(node.id))
        + _tags(node.tags, number)
        + _number(8, _zigzag(lat))
        + _number(9, _zigzag(lon))
    )


def _way(way: Way, number: Mapping[str, int]) -> bytes:
    steps = [after - before for before, after in zip((0, *way.nodes), way.nodes, strict=False)]
    return _number(1, way.id) + _tags(way.tags, number) + _packed(8, map(_zigzag, steps))


def _tags(tags: Mapping[str, str], number: Mapping[str, int]) -> bytes:
    if not tags:
        return b""
    return _packed(2, (number[key] for key in tags)) + _packed(3, (number[value] for value in tags.values()))


def _blob(kind: str, content: bytes) -> bytes:
    blob = _number(2, len(content)) + _bytes(3, zlib.compress(content))
    head = _text(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(head)) + head + blob


def _packed(at: int, numbers: Iterable[int]) -> bytes:
    return _bytes(at, b"".join(map(_varint, numbers)))


def _text(at: int, text: str) -> bytes:
    return _bytes(at, text.encode())


def _bytes(at: int, content: bytes) -> bytes:
    return _varint(at << 3 | 2) + _varint(len(content)) + content


def _number(at: int, number: int) -> bytes:
    return _varint(at << 3) + _varint(number)


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
