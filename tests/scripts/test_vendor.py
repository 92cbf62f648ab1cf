"""The icon sprite: what is listed, each once, in the colour of the text around it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = """<!-- @license -->
<svg class="lucide" viewBox="0 0 24 24">
  <path d="M20 10" />
  <circle cx="12" cy="10" r="3" />
</svg>
"""


@pytest.fixture(scope="module")
def vendor() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "scripts" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_may_have_comments_gaps_and_repeats(vendor: ModuleType) -> None:
    assert vendor.icon_names("# map\nmap-pin\n\n check # done\nmap-pin\n") == ["check", "map-pin"]


def test_an_icon_becomes_a_symbol(vendor: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "map-pin.svg").write_text(PIN)
    drawn = vendor.sprite(["map-pin"], tmp_path)
    assert '<symbol id="map-pin" viewBox="0 0 24 24" fill="none" stroke="currentColor"' in drawn
    assert '><path d="M20 10" /><circle cx="12" cy="10" r="3" /></symbol>' in drawn
    assert "class=" not in drawn


def test_an_icon_that_lucide_does_not_have_is_named(vendor: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="does not have: map-pni, no-such"):
        vendor.sprite(["map-pni", "no-such"], tmp_path)


def test_what_is_served_has_every_icon_and_leaflet(vendor: ModuleType) -> None:
    drawn = (vendor.VENDOR / "icons.svg").read_text(encoding="utf-8")
    for name in vendor.icon_names(vendor.ICONS.read_text(encoding="utf-8")):
        assert f'<symbol id="{name}"' in drawn
    for target in vendor.FILES.values():
        assert (vendor.VENDOR / target).exists()
