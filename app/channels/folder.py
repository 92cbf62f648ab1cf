"""Messages as files, for development and for a service without a mail server."""

from __future__ import annotations

import os
import re
from pathlib import Path


def write(root: Path, key: str, suffix: str, data: bytes) -> Path:
    """Write one message as a file named after its key; the same key writes the same file again."""
    root.mkdir(parents=True, exist_ok=True)
    path = root / (re.sub(r"[^A-Za-z0-9_.-]+", "-", key)[:150] + suffix)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return path
