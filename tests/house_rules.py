"""The house rules of every page, checked on each one that a test's visitor opens.

A rule is a function that tells what is wrong with a page, one sentence for each place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
LANGUAGES = frozenset({"uz", "uz-Cyrl", "kaa", "ru", "en"})
#: What a browser fetches by itself, and by which attribute. A link that somebody follows may lead anywhere.
FETCHED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "source": "srcset",
    "iframe": "src",
    "use": "href",
    "form": "action",
}
#: A blind resident hears these as what they are, without a label.
UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
#: What no sentence of ours says: it tells what to do instead.
UNHELPFUL = re.compile(r"\b(please|invalid|this field is required|oops)\b", re.IGNORECASE)


@dataclass
class Element:
    """A tag with what stands in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and every one inside it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    @property
    def text(self) -> str:
        """The words inside, images by their alternative text."""
        words = [
            child if isinstance(child, str) else child.attributes.get("alt", "") + child.text
            for child in self.children
        ]
        return " ".join(" ".join(words).split())

    def inside(self, tag: str) -> bool:
        """Whether an element of this name is around it."""
        around = self.parent
        while around is not None and around.tag != tag:
            around = around.parent
        return around is not None

    def __str__(self) -> str:
        shown = "".join(f' {name}="{value}"' for name, value in list(self.attributes.items())[:4])
        return f"<{self.tag}{shown}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document", {})
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.children.append(Element(tag, {name: value or "" for name, value in attrs}, self._open))

    def handle_endtag(self, tag: str) -> None:
        around: Element | None = self._open
        while around is not None and around.tag != tag:
            around = around.parent
        if around is not None and around.parent is not None:
            self._open = around.parent

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


def read(html: str) -> Element:
    """Return a page as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def says_its_language(page: Element) -> Iterator[str]:
    """A screen reader chooses its voice by it."""
    for html in (element for element in page.walk() if element.tag == "html"):
        if html.attributes.get("lang") not in LANGUAGES:
            yield f"the language is {html.attributes.get('lang')!r}"


def has_a_title_and_one_heading(page: Element) -> Iterator[str]:
    """Somebody who cannot see it hears these first."""
    titles = [e for e in page.walk() if e.tag == "title" and not e.inside("svg")]
    if len(titles) != 1 or not titles[0].text:
        yield "the title is missing or empty"
    headings = [e for e in page.walk() if e.tag == "h1"]
    if len(headings) != 1 or not headings[0].text:
        yield f"there are {len(headings)} h1 with words, not one"


def labels_what_is_filled_in(page: Element) -> Iterator[str]:
    """Each field, and each button without words, has a name."""
    named = {
        e.attributes["for"] for e in page.walk() if e.tag == "label" and "for" in e.attributes and e.text
    }
    for e in page.walk():
        own = e.attributes.get("aria-label") or e.attributes.get("aria-labelledby")
        if e.tag in {"input", "select", "textarea"}:
            free = e.tag == "input" and e.attributes.get("type") in UNLABELLED
            if not (free or own or e.attributes.get("id") in named or e.inside("label")):
                yield f"{e} has no label"
        if e.tag in {"button", "a"} and not (e.text or own or e.attributes.get("title")):
            yield f"{e} says nothing"
        if e.tag == "img" and "alt" not in e.attributes:
            yield f"{e} has no alternative text"
        if e.tag == "iframe" and not e.attributes.get("title"):
            yield f"{e} has no title"


def refers_to_what_is_there(page: Element) -> Iterator[str]:
    """An id stands once, and what refers to it finds it."""
    ids = Counter(e.attributes["id"] for e in page.walk() if "id" in e.attributes and not e.inside("svg"))
    yield from (f"the id {name!r} stands {n} times" for name, n in ids.items() if n > 1)
    # A drawing is named by what stands inside it.
    drawn = {e.attributes["id"] for e in page.walk() if "id" in e.attributes and e.inside("svg")}
    for e in page.walk():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
            for name in e.attributes.get(attribute, "").split():
                if name not in ids and name not in drawn:
                    yield f"{e}: {attribute} names {name!r}, which is not there"
        target = e.attributes.get("href", "")
        if e.tag == "a" and len(target) > 1 and target.startswith("#") and target[1:] not in ids:
            yield f"{e} leads nowhere"


def keeps_scripts_and_styles_in_files(page: Element) -> Iterator[str]:
    """The content policy refuses everything else."""
    for e in page.walk():
        data = e.attributes.get("type") in {"application/json", "importmap"}
        if e.tag == "script" and "src" not in e.attributes and not data:
            yield f"{e} is inline"
        if e.tag == "style":
            yield "there is an inline style sheet"
        for name, value in e.attributes.items():
            if name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:"):
                yield f"{e} has {name}={value[:40]!r}"


def fetches_nothing_from_others(page: Element) -> Iterator[str]:
    """No foreign script, font, picture or form, ever."""
    for e in page.walk():
        address = e.attributes.get(FETCHED.get(e.tag, ""), "")
        if urlsplit(address).netloc not in {"", "localhost"}:
            yield f"{e} fetches from {urlsplit(address).netloc}"


def says_what_to_do(page: Element) -> Iterator[str]:
    """Messages instruct; they neither beg nor blame."""
    if any(e.tag == "html" and e.attributes.get("lang") == "en" for e in page.walk()):
        found = UNHELPFUL.search(page.text)
        if found:
            yield f"it says {found[0]!r}: {page.text[max(0, found.start() - 40) : found.end() + 40]!r}"


RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    says_its_language,
    has_a_title_and_one_heading,
    labels_what_is_filled_in,
    refers_to_what_is_there,
    keeps_scripts_and_styles_in_files,
    fetches_nothing_from_others,
    says_what_to_do,
)


def complaints(html: str) -> list[str]:
    """Return what is wrong with a page; nothing where it keeps every rule."""
    page = read(html)
    return [f"{rule.__name__}: {wrong}" for rule in RULES for wrong in rule(page)]


def is_a_page(response: TestResponse) -> bool:
    """Whether an answer is a whole page of ours: not a piece of one, and not a frame inside one."""
    html = response.mimetype == "text/html" and "<html" in response.text[:500]
    return html and "frame-ancestors 'none'" in response.headers.get("Content-Security-Policy", "")
