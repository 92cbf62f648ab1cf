"""The lock files pin everything by checksum, and say nothing of the machine or registry they came from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_python_package_has_one_version_and_checksums(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 10
    for line in lines:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_a_lock_names_no_address_and_no_folder(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    assert '"resolved"' not in text
    assert not re.search(r"(^|\s)/\w", text)


def test_every_npm_package_has_a_checksum() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    ours = packages.pop("")
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    asked = {**ours["dependencies"], **ours["devDependencies"]}
    assert {f"node_modules/{name}" for name in asked} <= set(packages)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())


def test_debians_own_python_can_install_the_lock() -> None:
    """Python 3.11.2 needs what later ones bring; pip refuses what the lock does not name."""
    assert "\nasync-timeout==" in (ROOT / "requirements.txt").read_text(encoding="utf-8")
