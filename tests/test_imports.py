"""The import arrow of the design, read from the source: each room may import what stands to its left.

geo ← domain ← support ← models ← access ← queries ← actions ← edge ← blueprints, cli, jobs ← create_app
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: Rooms from left to right: a module may import from its own room and from any room with a lower number.
ROOMS = {
    "geo": 0,
    "domain": 1,
    "support": 2,  # settings, storage, photos, columns: what knows neither tables nor visitors
    "models": 3,
    "access": 4,
    "queries": 5,
    "actions": 6,
    "edge": 7,  # what every blueprint shares: languages, words, signing in, refusals
    "jobs": 8,
    "demo": 8,
    "blueprint": 9,
    "cli": 9,
    "create_app": 10,
}

#: The longest prefix decides.
ROOM_OF = {
    "geo": "geo",
    "app.domain": "domain",
    "app.catalogue": "domain",
    "app.catalogue.load": "actions",
    "app.catalogue.load_questions": "actions",
    "app.column_types": "support",
    "app.db": "support",
    "app.passwords": "support",
    "app.personal_data": "support",
    "app.photos": "support",
    "app.policy": "support",
    "app.sentences": "support",
    "app.short_secret": "support",
    "app.storage": "support",
    "app.voice": "support",
    "app.working_calendar": "support",
    "app.models": "models",
    "app.access": "access",
    "app.queries": "queries",
    "app.actions": "actions",
    "app.address_search": "edge",
    "app.channels": "edge",
    "app.charts": "edge",
    "app.checklist_words": "edge",
    "app.clock_words": "edge",
    "app.contractor_link": "edge",
    "app.config": "edge",
    "app.day_route": "edge",
    "app.development_secret": "edge",
    "app.errors": "edge",
    "app.exporting": "edge",
    "app.extensions": "edge",
    "app.findings": "edge",
    "app.heat": "edge",
    "app.http": "edge",
    "app.i18n": "edge",
    "app.legal": "edge",
    "app.maps": "edge",
    "app.message_settings": "edge",
    "app.notices": "edge",
    "app.presentation": "edge",
    "app.photo_forms": "edge",
    "app.paper": "edge",
    "app.hot_spot_words": "edge",
    "app.project_words": "edge",
    "app.qr": "edge",
    "app.queued": "edge",
    "app.recording_forms": "edge",
    "app.road_metres": "edge",
    "app.open_settings": "edge",
    "app.open_words": "edge",
    "app.routing_settings": "edge",
    "app.kept_settings": "edge",
    "app.refusals": "edge",
    "app.report_forms": "edge",
    "app.signing_in": "edge",
    "app.static_files": "edge",
    "app.telling": "edge",
    "app.words": "edge",
    "app.written": "edge",
    "app.delivering": "jobs",
    "app.jobs": "jobs",
    "app.demo": "demo",
    "app.account": "blueprint",
    "app.admin": "blueprint",
    "app.api": "blueprint",
    "app.contractor": "blueprint",
    "app.council": "blueprint",
    "app.crew": "blueprint",
    "app.dispatch": "blueprint",
    "app.operator": "blueprint",
    "app.resident": "blueprint",
    "app.cli": "cli",
    "app": "create_app",
    "wsgi": "create_app",
}

#: What a pure room may import besides the standard library and what stands to its left.
PURE = {"geo": {"numpy", "shapely"}, "domain": {"numpy", "shapely"}}
#: Reading files of shapes takes GDAL and projections, and nothing else does.
PURE_EXCEPTIONS = {
    "geo.boundaries": {"pyogrio", "pyproj"},
    # The grid of hexagons is known under its name everywhere; writing it anew would give other hexagons.
    "geo.hexagons": {"h3"},
    "geo.open_formats": {"pyogrio", "pyarrow"},
    "geo.osm_file": {"pyogrio"},
    "geo.spatial_file": {"pyogrio", "pyproj"},
}
#: Who acts arrives as `by=`; these rooms never ask Flask.
WITHOUT_FLASK = {"geo", "domain", "support", "models", "access", "queries", "actions"}
#: The one place where SQLAlchemy is bound to the application.
BINDING = {"app.db": {"flask_sqlalchemy"}}
#: Blueprints say what they want of queries and actions, never of the database.
NOT_IN_BLUEPRINTS = {"sqlalchemy", "geoalchemy2", "flask_sqlalchemy", "app.db"}


@cache
def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    found = {"wsgi": ROOT / "wsgi.py"} if (ROOT / "wsgi.py").exists() else {}
    for top in ("geo", "app"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imports_of(name: str) -> tuple[str, ...]:
    """Every module that a module imports, wherever in the file, `from package import module` resolved."""
    path = modules()[name]
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, name, path)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                found.add(whole if whole in modules() or base == "app.extensions" else base)
    return tuple(sorted(found))


def _absolute(node: ast.ImportFrom, name: str, path: Path) -> str:
    if not node.level:
        return node.module or ""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def room_of(name: str) -> str | None:
    """The room of one of our modules; None for the code of others."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        if prefix in ROOM_OF:
            # Only `app` itself is create_app: a module that the table does not know is in no room.
            return None if prefix == "app" and length < len(parts) and name in modules() else ROOM_OF[prefix]
    return None


def edges() -> Iterator[tuple[str, str]]:
    """Every (module, what it imports)."""
    for name in modules():
        for target in imports_of(name):
            yield name, target


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_has_a_room_and_imports_only_from_the_left(name: str) -> None:
    room = room_of(name)
    assert room is not None, (
        f"{name} is in no room: add it to ROOM_OF, or better, find it a place in the design"
    )
    for target in imports_of(name):
        other = room_of(target)
        if other is not None and other != room:
            assert ROOMS[other] < ROOMS[room], f"{name} ({room}) imports {target} ({other})"


def test_the_arrow_is_really_read() -> None:
    """The tests above would also pass if nothing were found."""
    assert len(modules()) > 20
    assert "app.domain.errors" in imports_of("app.domain.lifecycle")
    rooms = {"geo", "domain", "models", "queries", "actions", "create_app"}
    assert {room_of(name) for name in modules()} >= rooms


@pytest.mark.parametrize("name", [name for name in modules() if room_of(name) in PURE])
def test_geometry_and_rules_stand_on_the_standard_library_numpy_and_shapely(name: str) -> None:
    room = room_of(name)
    assert room is not None
    allowed = PURE[room] | PURE_EXCEPTIONS.get(name, set())
    for target in imports_of(name):
        top = target.split(".")[0]
        ours = room_of(target) is not None
        assert ours or top in sys.stdlib_module_names or top in allowed, f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in modules() if room_of(name) in WITHOUT_FLASK])
def test_the_inner_rooms_never_ask_flask(name: str) -> None:
    for target in imports_of(name):
        top = target.split(".")[0]
        flask = top == "flask" or top.startswith("flask_") or top in {"werkzeug", "jinja2", "wtforms"}
        assert not flask or top in BINDING.get(name, set()), f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in modules() if room_of(name) == "blueprint"])
def test_a_blueprint_knows_neither_another_one_nor_the_database(name: str) -> None:
    own = ".".join(name.split(".")[:2])
    for target in imports_of(name):
        if room_of(target) == "blueprint":
            assert target == own or target.startswith(f"{own}."), f"{name} imports {target}"
        forbidden = target.split(".")[0] in NOT_IN_BLUEPRINTS or target in NOT_IN_BLUEPRINTS
        assert not forbidden, f"{name} imports {target}"
        assert target != "app.extensions.db", f"{name} takes the database from app.extensions"


def test_only_maps_imports_folium() -> None:
    users = {name for name, target in edges() if target.split(".")[0] in {"folium", "branca"}}
    assert users <= {"app.maps"}


def test_wsgi_makes_the_application_and_nothing_else() -> None:
    if "wsgi" in modules():
        assert set(imports_of("wsgi")) <= {"app", "dotenv"}


def commits(tree: ast.Module) -> list[int]:
    """The lines on which something is committed."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


@pytest.mark.parametrize("name", [name for name in modules() if not name.startswith("app.actions")])
def test_only_actions_commit(name: str) -> None:
    assert not commits(tree_of(modules()[name])), f"{name} commits: let an action do it"


#: Actions that may do something after their commit, and why.
AFTER_THE_COMMIT = {
    "app.actions.upkeep.forget_unsent_photos": "a file goes after the row that names it, never before",
}


def functions() -> dict[str, ast.FunctionDef]:
    """Every function of the actions by its dotted name."""
    return {
        f"{name}.{node.name}": node
        for name in modules()
        if name.startswith("app.actions.")
        for node in tree_of(modules()[name]).body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("name", sorted(functions()))
def test_an_action_commits_last(name: str) -> None:
    """After a commit nothing follows but `return`, or the next round of a loop over batches."""
    if name in AFTER_THE_COMMIT:
        return
    for node in ast.walk(functions()[name]):
        for body in (getattr(node, field, None) for field in ("body", "orelse", "finalbody")):
            for i, statement in enumerate(body if isinstance(body, list) else []):
                if isinstance(statement, ast.Expr) and commits(ast.Module([statement], [])):
                    for after in body[i + 1 :]:
                        last = isinstance(after, ast.Return | ast.Continue | ast.Break)
                        assert last, f"{name}, line {after.lineno}: something happens after the commit"


def test_every_exception_is_still_needed() -> None:
    assert set(AFTER_THE_COMMIT) <= set(functions())
    assert set(BINDING) <= set(modules())
