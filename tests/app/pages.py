"""Reading pages in tests."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse


def words(response: TestResponse) -> str:
    """What a page says: its text without tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def hidden(response: TestResponse, name: str) -> str:
    """The value of the first hidden field of this name."""
    for tag in re.findall(r"<input[^>]*>", response.text):
        if f'name="{name}"' in tag and 'type="hidden"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return unescape(found[1]) if found else ""
    raise AssertionError(f"no hidden field {name}")
