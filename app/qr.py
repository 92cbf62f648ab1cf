"""QR codes as SVG for the page; the only import of segno."""

from __future__ import annotations

import segno
from markupsafe import Markup

#: White around the code, in modules; readers need it (ISO/IEC 18004, 6.3.8).
QUIET = 4


def qr_svg(text: str) -> Markup:
    """Return a QR code of `text` as an inline SVG, black on white, hidden from screen readers.

    A quarter of it may be lost (level Q): stickers outdoors are scratched. The words stand beside it.
    """
    code = segno.make(text, error="q", micro=False)
    return Markup(
        code.svg_inline(omitsize=True, border=QUIET, light="#fff", svgclass="qr", lineclass=None).replace(
            "<svg ", '<svg aria-hidden="true" shape-rendering="crispEdges" ', 1
        )
    )
