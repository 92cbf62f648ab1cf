"""Small files, split by what they do and named for it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300
SUFFIXES = {".py", ".js", ".css", ".html", ".sh"}
#: Catalogues, generated migrations, and what others wrote.
NOT_OURS = ("app/static/vendor/", "app/translations/", "migrations/versions/")
NOT_WRITTEN_HERE = {"node_modules", "__pycache__"}
MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff", "base_utils"}


def sources() -> list[str]:
    """Our own files, by their path in the repository."""
    tops = ("app", "geo", "tests", "scripts", "benchmarks", "migrations")
    found = (path for top in tops for path in (ROOT / top).rglob("*") if path.suffix in SUFFIXES)
    paths = sorted(path.relative_to(ROOT) for path in found if not NOT_WRITTEN_HERE & set(path.parts))
    return [path.as_posix() for path in paths if not path.as_posix().startswith(NOT_OURS)]


@pytest.mark.parametrize("path", sources())
def test_a_file_is_shorter_than_three_hundred_lines(path: str) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines < LONGEST, f"{path} has {lines} lines: split it by verb"


@pytest.mark.parametrize("path", sources())
def test_a_file_is_named_for_what_it_does(path: str) -> None:
    names = {Path(part).stem.lower() for part in Path(path).parts}
    assert not names & MEANINGLESS, f"{path} says nothing about what is in it"
