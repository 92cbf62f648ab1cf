"""One word for one thing: the names that we give in our own source keep to the glossary of the design.

Only names that we define are read (variables, arguments, functions, classes, columns, template variables,
form fields), because libraries have words of their own: Shapely's `coords`, Leaflet's `lng`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: Word in a name: what the product calls it.
NEVER = {
    "ticket": "service_request",
    "issue": "service_request",
    "complaint": "service_request",
    "incident": "service_request",
    "category": "service_group",
    "subcategory": "service",
    "geozone": "area",
    "neighbourhood": "mahalla",
    "neighborhood": "mahalla",
    "department": "agency",
    "org": "agency",
    "organisation": "agency",
    "organization": "agency",
    "dispatching": "routing",
    "brigade": "crew",
    "deadline": "due_at",
    "ttl": "due_at",
    "lng": "longitude",
    "geom": "location or boundary",
    "coords": "location, or longitude and latitude",
    "image1": "photo",
    "vote": "supporter",
    "upvote": "supporter",
    "like": "supporter",
}
#: Plurals that are more than the word with an s.
PLURALS = {"categories": "category", "subcategories": "subcategory"}

#: Words of libraries that our names have to repeat: Flask's messages have a category, Leaflet's points a lng.
THEIRS = {".html": {"category"}, ".js": {"lng"}}

PYTHON = [*sorted((ROOT / "app").rglob("*.py")), *sorted((ROOT / "geo").rglob("*.py"))]
TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "app" / "static" / "js").rglob("*.js"))

_TEMPLATE_NAMES = re.compile(
    r"""{%-?\s*set\s+(\w+) | {%-?\s*for\s+([\w,\s]+?)\s+in\b | {%-?\s*macro\s+(\w+\([^)]*\))
    | \b(?:name|id|class)="([^"{]*)" """,
    re.VERBOSE,
)
_SCRIPT_NAMES = re.compile(
    r"""\b(?:const|let|var)\s+(?:\{([^}]*)\}|\[([^\]]*)\]|(\w+)) | \bclass\s+(\w+)
    | \bfunction\*?\s*(\w*)\s*\(([^)]*)\) | \(([\w\s,]*)\)\s*=> | \b(\w+)\s*=>""",
    re.VERBOSE,
)


def words_of(name: str) -> set[str]:
    """The words of a name, in snake_case, kebab-case or camelCase, in the singular."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    words = {word.lower() for word in re.split(r"[^A-Za-z0-9]+", spaced) if word}
    return {
        PLURALS.get(word, word.removesuffix("s") if word.removesuffix("s") in NEVER else word)
        for word in words
    }


def python_names(path: Path) -> Iterator[str]:
    """Every name that a Python file defines."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname


def names_by(pattern: re.Pattern[str], path: Path) -> Iterator[str]:
    """Every name that a template or a script defines."""
    yield path.stem
    for match in pattern.finditer(path.read_text(encoding="utf-8")):
        for group in match.groups():
            # The text of default values is no name.
            yield from re.findall(r"[\w-]+", re.sub(r"=[^,)]*", "", group or ""))


def names_in(path: Path) -> Iterator[str]:
    """Every name that a file of ours defines."""
    if path.suffix == ".py":
        return python_names(path)
    return names_by(_SCRIPT_NAMES if path.suffix == ".js" else _TEMPLATE_NAMES, path)


@pytest.mark.parametrize(
    "path", [*PYTHON, *TEMPLATES, *SCRIPTS], ids=lambda path: str(path.relative_to(ROOT))
)
def test_names_keep_to_the_glossary(path: Path) -> None:
    for name in names_in(path):
        for word in words_of(name) & set(NEVER) - THEIRS.get(path.suffix, set()):
            pytest.fail(f"{name}: the product does not say {word!r} but {NEVER[word]!r}")


CASES = [
    ("ticket_id", {"ticket"}),
    ("supportVotes", {"vote"}),
    ("areaGeom", {"geom"}),
    ("categories", {"category"}),
    ("LNG", {"lng"}),
    ("statement", set()),
    ("status", set()),
    ("likely", set()),
    ("organic", set()),
    ("longitude", set()),
]


@pytest.mark.parametrize(("name", "found"), CASES)
def test_a_word_is_found_in_a_name_and_not_in_another_word(name: str, found: set[str]) -> None:
    assert words_of(name) & set(NEVER) == found


def test_names_are_found_in_each_kind_of_source(tmp_path: Path) -> None:
    sources = {
        "a.py": (
            "class Vote:\n    lng = 1\n"
            "def ticket(geom, *, org=None):\n    x.coords = [y.lat for deadline in z]\n"
        ),
        "a.js": (
            "const { ttl, a } = b; function vote(like) {}\n"
            "let x = (geom) => geom.lat; for (const [lng, c] of d) {}"
        ),
        "a.html": (
            "{% set ticket = 1 %}{% for issue in x.coords %}"
            "{% macro vote(org, a='like') %}<p class='' id=\"geom\">"
        ),
    }
    found = {
        "a.py": {"vote", "lng", "ticket", "geom", "org", "coords", "deadline"},
        "a.js": {"ttl", "vote", "like", "geom", "lng"},
        "a.html": {"ticket", "issue", "vote", "org", "geom"},
    }
    for file, source in sources.items():
        (tmp_path / file).write_text(source, encoding="utf-8")
        words = set().union(*(words_of(name) for name in names_in(tmp_path / file)))
        assert words & set(NEVER) == found[file]
