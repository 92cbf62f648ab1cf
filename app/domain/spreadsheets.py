"""Text for the cells of a CSV: a spreadsheet must never run it as a formula (OWASP, "CSV Injection")."""

from __future__ import annotations

import re

#: What begins a formula: at the beginning of a cell, and after whatever another program may take for the end of one.
_FORMULA = re.compile(r"""(^|[;,|"\t])(\s*)(?=[=+\-@＝＋－＠])""")


def defused(text: str) -> str:
    """Return text for a cell of a CSV that no spreadsheet takes for a formula, on one line.

    A quotation mark stands before what would begin one (= + - @, their wide forms too): at the start, and after
    every separator, because a program of another country divides the lines elsewhere.
    """
    line = " ".join(text.split())
    return _FORMULA.sub(r"\1'\2", line)
