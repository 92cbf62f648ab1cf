"""What a whole page keeps besides the house rules: language, headings, policy, tokens, nothing left open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.house_rules import VOID, Element, complaints, read

#: The hosts of others to which a page may lead: the owners of the base map, and the licence of the open data.
ATTRIBUTION_HOSTS = {"www.openstreetmap.org", "creativecommons.org"}
OWN_HOSTS = {"", "localhost"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SAID_IN = ("title", "alt", "aria-label", "placeholder", "value", "data-words")


@dataclass(frozen=True)
class Page:
    """An answered page, and the language in which it was asked for. A piece is put into a page by a script."""

    answer: TestResponse
    locale: str
    is_piece: bool = False
    #: A document in a frame of ours carries folium's script, with the nonce.
    is_framed: bool = False

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the page."""
        return list(read(self.answer.text).walk())

    @property
    def policy(self) -> str:
        """The content security policy."""
        return self.answer.headers["Content-Security-Policy"]

    def of(self, *tags: str) -> list[Element]:
        """Return the elements of these tags."""
        return [element for element in self.elements if element.tag in tags]


def is_in_its_language(page: Page) -> Iterator[str]:
    """The page says the language in which it was asked for, and has one main part."""
    said = [element.attributes.get("lang") for element in page.of("html")]
    if not page.is_piece and said != [page.locale.replace("_", "-")]:
        yield f"its language is {said}"
    if not page.is_piece and len(page.of("main")) != 1:
        yield "it has not one main part"


def has_headings_in_order(page: Page) -> Iterator[str]:
    """Headings have words, and none skips a level downwards."""
    level = 1
    for heading in page.of(*HEADINGS):
        now = int(heading.tag[1])
        if now > level + 1:
            yield f"{heading.tag} {heading.text!r} comes after h{level}"
        if not heading.text:
            yield f"{heading} is empty"
        level = now


def is_closed_in_order(page: Page) -> Iterator[str]:
    """Each element is closed before the one around it, so that no browser has to guess."""
    yield from _Nesting(page.answer.text).faults


def has_a_strict_policy(page: Page) -> Iterator[str]:
    """Scripts run by the nonce alone: nothing inline, nothing evaluated, no host of others."""
    nonces = set(re.findall(r"'nonce-([^']+)'", page.policy))
    if not nonces:
        yield "its policy has no nonce"
    for word in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:"):
        if word in page.policy:
            yield f"its policy allows {word}"
    for element in page.of("script"):
        if element.attributes.get("nonce") not in nonces:
            yield f"{element} has not the nonce"


def leads_to_no_others(page: Page) -> Iterator[str]:
    """Links stay here, but for the map's attribution, and open no other window."""
    for element in page.of("a"):
        host = urlsplit(element.attributes.get("href", "")).hostname or ""
        if host not in OWN_HOSTS | ATTRIBUTION_HOSTS:
            yield f"{element} leads to {host}"
        if element.attributes.get("target") == "_blank":
            yield f"{element} opens another window"


def guards_its_forms(page: Page) -> Iterator[str]:
    """A form that changes something carries its token."""
    for form in page.of("form"):
        names = [element.attributes.get("name") for element in form.walk()]
        if form.attributes.get("method", "").lower() == "post" and "csrf_token" not in names:
            yield f"{form} has no token"


def leaves_nothing_open(page: Page) -> Iterator[str]:
    """No placeholder is left in a sentence, and no variable is missing.

    Tests let a missing variable show as `{{ name }}`.
    """
    # "None" is a fair choice in a list, and nowhere else.
    said = [text for e in page.elements if e.tag != "option" for text in e.children if isinstance(text, str)]
    said += [e.attributes[name] for e in page.elements for name in SAID_IN if name in e.attributes]
    for left in re.findall(
        r"%\(\w+\)?\S*|\{\{.{0,60}|\bNone\b(?!:)|\bUndefined\b|LazyString", " ".join(said)
    ):
        yield f"it says {left!r}"


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    is_in_its_language,
    has_headings_in_order,
    is_closed_in_order,
    has_a_strict_policy,
    leads_to_no_others,
    guards_its_forms,
    leaves_nothing_open,
)


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page, by the house rules and by these."""
    found = complaints(page.answer.text)
    if page.is_piece:
        found = [fault for fault in found if not fault.startswith("has_a_title")]
    if page.is_framed:
        found = [fault for fault in found if not fault.startswith("keeps_scripts") or "has " in fault]
    return found + [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(page)]


class _Nesting(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> stays open" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]} closes <{self._open[-1:]}>")
            if tag in self._open:
                while self._open.pop() != tag:
                    pass
