"""The house rules notice what they are for, and let a good page pass."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.house_rules import complaints

GOOD = """<!doctype html><html lang="en"><head><title>Reports</title>
<script type="module" src="/static/js/main.js"></script></head><body>
<a href="#main">Skip</a><main id="main"><h1>Reports</h1>
<form action="/report"><label for="words">What is wrong</label><input id="words" name="words">
<label><input type="checkbox"> Tell me</label><input type="hidden" name="token">
<button>Send</button><button aria-label="Close"><svg><use href="/static/icons.svg#x"></use></svg></button></form>
<img src="/photos/1.webp" alt=""><a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>
</main></body></html>"""


def test_a_good_page_passes() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('lang="en"', "", "the language is None"),
        ('lang="en"', 'lang="uz_Cyrl"', "the language is 'uz_Cyrl'"),
        ("<title>Reports</title>", "<title></title>", "title is missing"),
        ("<h1>Reports</h1>", "", "there are 0 h1"),
        ("<h1>Reports</h1>", "<h1>Reports</h1><h1>Again</h1>", "there are 2 h1"),
        ('<label for="words">What is wrong</label>', "", "has no label"),
        ('<label for="words">What is wrong</label>', '<label for="words"></label>', "has no label"),
        ("<button>Send</button>", "<button></button>", "says nothing"),
        (' alt=""', "", "has no alternative text"),
        ('id="main"', 'id="words"', "the id 'words' stands 2 times"),
        ('for="words"', 'for="word"', "names 'word', which is not there"),
        ('<a href="#main">', '<a href="#top">', "leads nowhere"),
        ('<script type="module" src="/static/js/main.js">', "<script>alert(1)", "is inline"),
        ("<main", "<style>a{}</style><main", "inline style sheet"),
        ("<button>", '<button onclick="x()">', "has onclick"),
        ("<button>", '<button style="color:red">', "has style"),
        ('action="/report"', 'action="javascript:x()"', "has action"),
        ('src="/photos/1.webp"', 'src="//cdn.example/1.webp"', "fetches from cdn.example"),
        ('action="/report"', 'action="https://example.org/"', "fetches from example.org"),
        ("What is wrong", "Please say what is wrong", "it says 'Please'"),
    ],
)
def test_what_breaks_a_rule_is_told(good: str, bad: str, complaint: str) -> None:
    assert good in GOOD
    assert any(complaint in line for line in complaints(GOOD.replace(good, bad, 1)))


def test_every_page_that_a_test_opens_is_checked(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.house_rules.RULES", (lambda page: iter(["nothing is ever right"]),))
    with pytest.raises(AssertionError, match="nothing is ever right"):
        client.get("/reports")
