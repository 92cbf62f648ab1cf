"""Loading the demo without drawing anything: its photos have keys, and no pictures behind them."""

from __future__ import annotations

import pytest

from app.demo import load as loading
from app.demo import pictures
from app.demo.drawings import SCENES


def only_name_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demo's drawings be named, and neither drawn nor kept."""
    drawn = {
        (kind, variant, fixed): pictures.Drawn(pictures.key_of(kind, variant, fixed=fixed))
        for kind, scene in SCENES.items()
        for variant in range(scene.variants)
        for fixed in (False, True)
    }
    monkeypatch.setattr(loading, "keep_drawings", lambda *_, **__: drawn)
