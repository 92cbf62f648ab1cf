"""A district with warm places, and one report far from all others."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from app.actions import rollups
from app.domain.heat_steps import Days
from app.queries.heat_maps import Question
from tests.app.council.town import DAY, FIRST, SECOND, Town
from tests.factories import NOW

#: A place with nothing around it.
LONE = (69.3371, 41.2683)
ADDRESSES = ["/heat", "/heat/map", "/heat/steps"]


def warmed(town: Town) -> Town:
    """Twelve reports in the first mahalla over twelve weeks, four in the second, one far from all."""
    for n in range(12):
        town.send((FIRST[0] + n / 5000, FIRST[1]), NOW - n * 7 * DAY)
    for n in range(4):
        town.send(SECOND, NOW - timedelta(hours=n + 1))
    town.send(LONE, NOW - 2 * DAY)
    return folded(town)


def folded(town: Town) -> Town:
    while rollups.fold(NOW):
        pass
    return town


def rows(page: str) -> dict[str, list[str]]:
    """The table: the cells of each line, by its name."""
    body = page[page.index("<tbody>") : page.index("</table>")]
    found = {}
    for row in re.findall(r"<tr.*?</tr>", body, re.S):
        name, *cells = [
            re.sub(r"<[^>]+>", "", c).strip() for c in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        found[name] = cells
    return found


def asked(**values: Any) -> Question:
    span = Days((NOW - 100 * DAY).date(), NOW.date())
    return Question(**{"spans": (span,), "today": NOW.date(), "is_public": False, **values})
