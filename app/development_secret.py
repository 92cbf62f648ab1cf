"""Secrets that a developer need not think of."""

from __future__ import annotations

import base64
import contextlib
import os
from pathlib import Path


def development_secret(name: str, folder: Path) -> str:
    """Return a secret made once for this checkout; it is not in git, and production never reads it."""
    path = folder / f"development-{name.lower().replace('_', '-')}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(base64.urlsafe_b64encode(os.urandom(32)))
        unfinished.chmod(0o600)
        # Two processes may start at once: the first one's secret stays.
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
        unfinished.unlink()
    return path.read_text().strip()
