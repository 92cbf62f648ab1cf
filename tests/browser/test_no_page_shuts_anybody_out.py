"""No barrier on any page there is, in any language, light and dark, on a small phone; and nothing sticks out of it.

The pages are those of `tests.every_page`, so that a new one is looked at as soon as it has its line there.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from app.i18n import OWN_NAMES
from tests.browser.conftest import PHONE, Site, Visits
from tests.browser.entering import enter, let_go
from tests.browser.test_everybody import COLOURS, PAINTED
from tests.browser.test_pages import STICKS_OUT
from tests.every_page import PAGES
from tests.factories import World

#: Who opens them; "" is whoever passes by.
READERS = sorted({page.who for page in PAGES})


@pytest.mark.parametrize("locale", OWN_NAMES)
@pytest.mark.parametrize("who", READERS, ids=[who or "anybody" for who in READERS])
def test_no_page_shuts_anybody_out_in_any_language_light_or_dark(
    site: Site, visits: Visits, barriers: Callable[..., list[str]], who: str, locale: str
) -> None:
    world = World()
    pages = [page for page in PAGES if page.who == who and not page.piece]
    addresses = {str(page): page.address(world) for page in pages}
    let_go()
    page = visits.open(PHONE, locale=locale.replace("_", "-"), color_scheme="light", reduced_motion="reduce")
    if who:
        enter(page, site, getattr(world, who))
    wrong = {name: found for name, address in addresses.items() if (found := seen(page, address, barriers))}
    assert not wrong


def seen(page: Page, address: str, barriers: Callable[..., list[str]]) -> list[str]:
    """Open a page, and return what is wrong with it; in the dark only colours are judged anew."""
    answer = page.goto(address)
    found = [] if answer and answer.ok else [f"answers {answer.status if answer else 'nothing'}"]
    page.evaluate(PAINTED)
    found += barriers(page) + page.evaluate(STICKS_OUT)
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    found += [f"in the dark: {line}" for line in barriers(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    return found
