"""No barrier on any page there is, in any language, light and dark, on a small phone; and nothing sticks out of it.

The pages are those of `tests.every_page`, so that a new one is looked at as soon as it has its line there. What a
language cannot change is judged in one: colours, landmarks, the order of headings. What it can, in each: names, words
for pictures, the width of lines, the size of what is pressed.
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

#: Every rule is run in this language, in both themes.
FIRST = "uz"
#: Axe's rules about what is said on a page.
NAMES = [
    *(
        "html-has-lang",
        "html-lang-valid",
        "valid-lang",
        "document-title",
        "page-has-heading-one",
        "empty-heading",
    ),
    *(
        "button-name",
        "link-name",
        "summary-name",
        "label",
        "select-name",
        "input-button-name",
        "label-title-only",
    ),
    *(
        "image-alt",
        "input-image-alt",
        "svg-img-alt",
        "role-img-alt",
        "area-alt",
        "frame-title",
        "empty-table-header",
    ),
    *(
        "aria-command-name",
        "aria-input-field-name",
        "aria-toggle-field-name",
        "aria-dialog-name",
        "target-size",
    ),
]


#: Visitors read every language here; staff the first one, and in Namuna another (`test_everybody`). That their pages keep
#: the rules of a page in all five is tried without a browser, in tests/test_house_rules.py.
SEEN = [(who, locale) for who in READERS for locale in OWN_NAMES if not who or locale == FIRST]


@pytest.mark.parametrize(
    ("who", "locale"), SEEN, ids=[f"{who or 'anybody'}-{locale}" for who, locale in SEEN]
)
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
    look = seen if locale == FIRST else read
    wrong = {name: found for name, address in addresses.items() if (found := look(page, address, barriers))}
    assert not wrong


def read(page: Page, address: str, barriers: Callable[..., list[str]]) -> list[str]:
    """Open a page, and return what is wrong with what is said there."""
    answer = page.goto(address)
    found = [] if answer and answer.ok else [f"answers {answer.status if answer else 'nothing'}"]
    return found + barriers(page, NAMES) + page.evaluate(STICKS_OUT)


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
