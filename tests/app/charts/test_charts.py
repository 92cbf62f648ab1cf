"""Charts: well-formed SVG that says its message, equal to its table, in colours that pages and paper share."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import charts
from app.charts import pieces
from app.domain import league

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</svg><script>alert(1)</script>&\"'"
TOKENS = Path(__file__).parents[3] / "app" / "static" / "css" / "tokens.css"


def told(value: float) -> str:
    return f"{value:g}"


def weeks(*lines: charts.Line, labels: list[str] | None = None) -> charts.Chart:
    names = labels if labels is not None else [f"w{n}" for n in range(len(lines[0].values))]
    return charts.line("trend", "Reports by week", "It rises.", "Week", names, lines, told)


def league_chart(parts: list[int], wholes: list[int]) -> charts.Chart:
    compared = league.of_shares(parts, wholes)
    names = [f"Mahalla {n}" for n in range(len(parts))]
    words = charts.FunnelWords("Mahalla", "Reports", "Fixed in time", "What may be said")
    said = [standing.value for standing in compared.standings]
    return charts.funnel("league", "Fixed", "Two differ.", compared, names, said, words, told, size_told=told)


def read(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart.svg))


@pytest.fixture(autouse=True)
def _in_the_application(app: Any) -> None:
    """Words of the tables need a language."""


CHARTS = {
    "line": lambda: weeks(charts.Line("All", [1, 2, None, 4])),
    "one week": lambda: weeks(charts.Line("All", [5])),
    "no weeks": lambda: weeks(charts.Line("All", []), labels=[]),
    "all nothing": lambda: weeks(charts.Line("All", [0, 0, 0])),
    "hostile": lambda: weeks(charts.Line(HOSTILE, [1, 2]), labels=[HOSTILE, HOSTILE]),
    "bars": lambda: charts.bars(
        "b", "Open", "One is late.", "Agency", [charts.Bar(HOSTILE, 3, low=1, high=5)], told
    ),
    "no bars": lambda: charts.bars("b", "Open", "Nothing.", "Agency", [], told),
    "unknown bar": lambda: charts.bars("b", "Open", "Nothing.", "Agency", [charts.Bar("A", None)], told),
    "funnel": lambda: league_chart([50, 60, 10, 99], [100, 100, 100, 100]),
    "funnel of one": lambda: league_chart([5], [9]),
    "funnel of nothing": lambda: league_chart([0, 0], [0, 0]),
    "empty funnel": lambda: league_chart([], []),
    "all the same": lambda: league_chart([10, 20, 30], [10, 20, 30]),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_one_picture_with_a_title_and_a_message(name: str) -> None:
    chart = CHARTS[name]()
    drawn = read(chart)
    assert drawn.tag == f"{SVG}svg"
    assert drawn.get("role") == "img"
    ids = {one.get("id"): one.text for one in drawn.iter() if one.get("id")}
    assert [ids[i] for i in (drawn.get("aria-labelledby") or "").split()] == [chart.title, chart.description]
    assert all(len(row) == len(chart.columns) for row in chart.rows)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_no_script_no_style_and_no_number_that_is_none(name: str) -> None:
    written = str(CHARTS[name]().svg)
    assert "<script" not in written
    assert "style=" not in written
    assert "<style" not in written
    assert not re.search(r"\b(nan|inf|None)\b", written)


def test_the_colours_are_those_of_the_pages() -> None:
    light = TOKENS.read_text().split("@media")[0]
    for name, colour in {
        "ink": pieces.INK,
        "ink-soft": pieces.SOFT,
        "line": pieces.LINE,
        "card": pieces.CARD,
        "accent": pieces.HUES[0],
        "saffron": pieces.HUES[1],
        "lapis": pieces.HUES[2],
        "brick": pieces.BRICK,
    }.items():
        assert f"--{name}: {colour};" in light


def test_lines_differ_without_their_hue() -> None:
    chart = weeks(*(charts.Line(f"line {n}", [n, n + 1]) for n in range(4)))
    strokes = [one for one in read(chart).iter(f"{SVG}path") if one.get("fill") == "none"]
    assert len({one.get("stroke-dasharray") for one in strokes}) == 4
    assert [words for _key, words in chart.legend] == ["line 0", "line 1", "line 2", "line 3"]
    with pytest.raises(ValueError, match="four"):
        weeks(*(charts.Line(f"line {n}", [n, n + 1]) for n in range(5)))


def test_a_line_has_a_value_for_each_label() -> None:
    with pytest.raises(ValueError, match="each label"):
        weeks(charts.Line("All", [1, 2]), labels=["w1"])


def test_what_is_not_known_is_a_gap_and_a_dash_never_nothing() -> None:
    chart = weeks(charts.Line("All", [1, 2, None, 4, 5]))
    assert [row[1] for row in chart.rows] == ["1", "2", "–", "4", "5"]
    assert sum(one.get("fill") == "none" for one in read(chart).iter(f"{SVG}path")) == 2


def test_a_forecast_goes_on_in_the_colour_of_its_line_with_a_band() -> None:
    past = charts.Line("Sent", [3, 4, 5, None, None])
    ahead = charts.Line(
        "Expected", [None, None, 5, 6, 7], [None, None, 5, 4, 3], [None, None, 5, 8, 11], True
    )
    chart = weeks(past, ahead)
    strokes = [one for one in read(chart).iter(f"{SVG}path") if one.get("fill") == "none"]
    assert {one.get("stroke") for one in strokes} == {pieces.HUES[0]}
    assert [one.get("stroke-dasharray") for one in strokes] == [None, "5 5"]
    assert any(one.get("fill-opacity") for one in read(chart).iter(f"{SVG}path"))
    assert chart.rows[-1] == ["w4", "–", "7", "3–11"]


def test_a_bar_is_as_long_as_its_value() -> None:
    rows = [charts.Bar("A", 10), charts.Bar("B", 5, kind="late"), charts.Bar("C", 0), charts.Bar("D", None)]
    chart = charts.bars("b", "Open", "A has most.", "Agency", rows, told)
    wide = [float(one.get("width") or 0) for one in read(chart).iter(f"{SVG}rect")]
    assert wide[0] == pytest.approx(2 * wide[1])
    assert len(wide) == 3
    assert [row[1] for row in chart.rows] == ["10", "5", "0", "–"]


def test_a_funnel_marks_who_is_outside_by_shape_and_name() -> None:
    chart = league_chart([20, 21, 19, 20, 22, 18, 60], [100] * 7)
    drawn = read(chart)
    assert "Mahalla 6" in [one.text for one in drawn.iter(f"{SVG}text")]
    assert len(list(drawn.iter(f"{SVG}circle"))) == 6
    assert [row[0] for row in chart.rows] == [f"Mahalla {n}" for n in range(7)]
    assert chart.rows[-1][1:3] == ["100", "0.6"]


def test_names_beside_a_funnel_do_not_cover_one_another() -> None:
    chart = league_chart([60, 62, 640, 90], [420, 430, 900, 700])
    named = [one for one in read(chart).iter(f"{SVG}text") if one.get("class") == "chart-strong"]
    boxes = []
    for one in named:
        x, y, wide = float(one.get("x") or 0), float(one.get("y") or 0), 12.5 * len(one.text or "")
        boxes.append((x - wide, x, y) if one.get("text-anchor") == "end" else (x, x + wide, y))
    assert len(boxes) >= 3
    for one, other in itertools.combinations(boxes, 2):
        assert abs(one[2] - other[2]) >= 25 or one[1] <= other[0] or other[1] <= one[0]


def test_nothing_is_drawn_outside_the_picture() -> None:
    generator = np.random.default_rng(7)
    wholes = generator.integers(1, 3000, 60)
    chart = league_chart(generator.binomial(wholes, 0.9).tolist(), wholes.tolist())
    height = float((read(chart).get("viewBox") or "").split()[3])
    for one in read(chart).iter(f"{SVG}path"):
        places = [float(n) for n in re.findall(r"-?\d+\.?\d*", one.get("d") or "")]
        assert all(0 <= x <= pieces.WIDTH for x in places[::2])
        assert all(-1 <= y <= height for y in places[1::2])


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(0, [0, 1]), (1, [0, 0.25, 0.5, 0.75, 1]), (7, [0, 2, 4, 6, 8]), (1234, [0, 500, 1000, 1500])],
)
def test_an_axis_has_round_numbers(highest: float, expected: list[float]) -> None:
    assert pieces.ticks(highest) == expected
    assert pieces.ticks(math.nan) == [0, 1]


@pytest.mark.parametrize("many", [0, 1, 4, 5, 6, 13, 52, 53, 157])
def test_labels_stand_evenly_and_the_last_is_there(many: int) -> None:
    places = pieces.spread(many, 5)
    assert len(places) <= 5
    assert places[-1:] == ([many - 1] if many else [])
    assert len({b - a for a, b in itertools.pairwise(places)}) <= 1
