"""Copy the browser code of others from node_modules to app/static/vendor, and draw the icon sprite and the app's icons.

Run by `make setup` after `npm ci`. The folder is made anew each time, so that it holds what is
listed here and in app/static/icons.txt, and nothing else.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

# As a script it finds its neighbours by itself; as a module, in a test, it does not.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from app_icons import write_icons

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "app" / "static" / "vendor"
ICONS = ROOT / "app" / "static" / "icons.txt"
MARK = ROOT / "app" / "static" / "img" / "mark.svg"

#: What is copied: from node_modules, to app/static/vendor.
FILES = {
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.js.map": "leaflet/leaflet.js.map",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "exifr/dist/lite.esm.js": "exifr/lite.js",
    "exifr/LICENSE": "exifr/LICENSE",
    "idb/build/index.js": "idb/idb.js",
    "idb/LICENSE": "idb/LICENSE",
    "lucide-static/LICENSE": "icons-LICENSE",
}


def icon_names(text: str) -> list[str]:
    """Return the icons asked for, each once, sorted: one name a line, `#` begins a comment."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return sorted({line for line in lines if line})


def symbol(name: str, svg: str) -> str:
    """Return one icon as a `<symbol>`. Its strokes take the colour of the text around it."""
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if inner is None:
        raise ValueError(f"{name} is not an SVG")
    shapes = re.sub(r"\s+", " ", inner.group(1)).replace("> <", "><").strip()
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


def sprite(names: list[str], folder: Path) -> str:
    """Return one SVG with a symbol for each name. Raises SystemExit naming every unknown icon."""
    unknown = [name for name in names if not (folder / f"{name}.svg").is_file()]
    if unknown:
        raise SystemExit(
            f"{ICONS.relative_to(ROOT)} asks for icons that Lucide does not have: {', '.join(unknown)}."
            " Look for the right name in node_modules/lucide-static/icons."
        )
    symbols = (symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in names)
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def main() -> int:
    """Make the folder anew beside the old one, then put it in its place."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in FILES.items():
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        if (PACKAGES / source).is_dir():
            shutil.copytree(PACKAGES / source, fresh / target)
        else:
            shutil.copyfile(PACKAGES / source, fresh / target)
    names = icon_names(ICONS.read_text(encoding="utf-8")) if ICONS.exists() else []
    (fresh / "icons.svg").write_text(sprite(names, PACKAGES / "lucide-static" / "icons"), encoding="utf-8")
    write_icons(MARK, fresh / "icons")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return 0


if __name__ == "__main__":
    sys.exit(main())
