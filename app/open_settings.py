"""The settings of what everybody may take and show: open data, heatmaps, the map for other sites; rows of SETTINGS."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

#: What a content security policy takes for a place: a site, all sites of a domain, or everybody.
_SITE = re.compile(r"\*|'self'|'none'|https?://(?:\*\.)?[a-z0-9][a-z0-9.-]*(?::\d{1,5})?")


def _licence(text: str) -> tuple[str, str]:
    name, _space, address = text.strip().rpartition(" ")
    if not name or urlsplit(address).scheme not in ("https", "http"):
        raise ValueError("write the licence's name and then its address")
    return name, address


def _sites(text: str) -> str:
    sites = text.split()
    if not sites or any(not _SITE.fullmatch(site) for site in sites):
        raise ValueError("write sites like https://example.uz, divided by spaces, or * or 'none'")
    return " ".join(sites)


OPEN: tuple[tuple[str, str, Callable[[str], Any], str], ...] = (
    (
        "OPEN_DATA_LICENCE",
        "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
        _licence,
        "The licence of the open data: its name, a space, its address.",
    ),
    (
        "EMBED_SITES",
        "*",
        _sites,
        "Which sites may show the map inside their pages, divided by spaces: `*` is every site, `'none'` is no site.",
    ),
    (
        "HEAT_LIMIT",
        "60 per minute",
        str,
        "How many public heatmaps one address may have counted and drawn; what is kept already is not counted.",
    ),
    ("SUGGEST_LIMIT", "5 per hour", str, "How often one address may suggest a data set."),
)
