"""Files for every visitor: their addresses, which change with their content, and as few bytes as they can be sent in.

Scripts import one another by relative names, so their fingerprint stands in the path: one for the whole folder
(`js-3f2a.../main.js`), and a new release never runs half old and half new. Style sheets that a page needs together
come as one file: `css/tokens+base.css`. On a network of 400 ms each request more is felt.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Response, abort, g, request, send_from_directory, url_for
from werkzeug.utils import safe_join

STATIC = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600
#: What gets smaller by packing; pictures are packed already.
TEXTS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_SCRIPTS = re.compile("^js-[0-9a-f]{10}/")
_SHEETS = re.compile(r"^css/((?:[a-z-]+\+)+[a-z-]+)\.css$")


def asset(filename: str) -> str:
    """Return the address of a static file, with its content's fingerprint so that it may be kept for ever."""
    # A table asks for the sheet of icons two hundred times: each file is looked up once in a request.
    known: dict[str, str] = g.setdefault("assets", {})
    if filename not in known:
        known[filename] = _asset(filename)
    return known[filename]


def stylesheets(*names: str) -> str:
    """Return the address of these style sheets as one file; names in css/, without ending, in their order."""
    return asset(f"css/{'+'.join(names)}.css")


def release() -> str:
    """Return one fingerprint of every file together: it changes with each of them."""
    return _fingerprint(_names("css/*.css", "img/*", "js/**/*.js", "vendor/**/*.*"))


def scripts_without(others: frozenset[str]) -> list[str]:
    """Return the addresses of our scripts but for `others`, which are named by their path in js/, no ending."""
    names = (name for name in _names("js/**/*.js") if name[3:-3] not in others)
    return [asset(name) for name in names]


def _asset(filename: str) -> str:
    if filename.startswith("js/"):
        return url_for("static", filename=f"js-{_scripts()}/{filename.removeprefix('js/')}")
    return url_for("static", filename=filename, v=_fingerprint(_parts(filename)))


def _scripts() -> str:
    return _fingerprint(_names("js/**/*.js"))


def _names(*patterns: str) -> tuple[str, ...]:
    found = (path for pattern in patterns for path in STATIC.glob(pattern) if path.is_file())
    return tuple(sorted(path.relative_to(STATIC).as_posix() for path in found))


def _parts(filename: str) -> tuple[str, ...]:
    """Return the files that an address stands for: itself, or the sheets that it joins."""
    joined = _SHEETS.match(filename)
    return tuple(f"css/{name}.css" for name in joined[1].split("+")) if joined else (filename,)


def _modified(filename: str) -> float:
    path = safe_join(str(STATIC), filename)
    return Path(path).stat().st_mtime if path and Path(path).is_file() else 0.0


def _fingerprint(names: tuple[str, ...]) -> str:
    known = tuple((name, _modified(name)) for name in names)
    return _hash(known) if all(modified for _, modified in known) else "missing"


@lru_cache(maxsize=512)
def _hash(files: tuple[tuple[str, float], ...]) -> str:
    return hashlib.sha256(_read(files)).hexdigest()[:10]


def _read(files: tuple[tuple[str, float], ...]) -> bytes:
    return b"\n".join((STATIC / name).read_bytes() for name, _ in files)


@lru_cache(maxsize=256)
def _packed(files: tuple[tuple[str, float], ...]) -> bytes:
    """Pack as small as it goes, once in each process: a tenth less than what is packed anew for each visitor."""
    return brotli.compress(_read(files), quality=11, mode=brotli.MODE_TEXT)


def serve(filename: str) -> Response:
    """Answer with a static file; one whose address carries its fingerprint may be kept for a year."""
    plain = _SCRIPTS.sub("js/", filename)
    kept = YEAR if "v" in request.args or plain != filename else 3600
    response = _text(plain) if Path(plain).suffix in TEXTS else send_from_directory(STATIC, plain)
    response.headers["Cache-Control"] = f"public, max-age={kept}" + (", immutable" if kept == YEAR else "")
    return response


def _text(filename: str) -> Response:
    files = tuple((name, _modified(name)) for name in _parts(filename))
    if not all(modified for _, modified in files):
        abort(404)
    takes_brotli = request.accept_encodings.quality("br") > 0
    response = Response(
        _packed(files) if takes_brotli else _read(files), mimetype=TEXTS[Path(filename).suffix]
    )
    response.vary.add("Accept-Encoding")
    response.set_etag(_hash(files) + ("-br" if takes_brotli else ""))
    if takes_brotli:
        response.content_encoding = "br"
    return response.make_conditional(request)
