"""Whoever lays public answers over one another finds days and kinds, but never a place smaller than a small square."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from app.domain.heat_steps import Days, StepKind, steps
from app.domain.rollup import day_number
from app.heat.drawing import forget_pictures
from app.models import Area
from app.queries import heat_maps
from app.queries.heat import Places, Weight
from app.queries.heat_maps import PUBLIC_LEVEL
from geo import cells
from geo.cells import cells_of
from tests.app.council.town import DAY, FIRST, SECOND, Town
from tests.app.heat.warmth import asked, folded, rows
from tests.factories import NOW, make_area

TODAY = NOW.date()
WHOLE = Days(TODAY - timedelta(days=99), TODAY)
#: One whole span, weeks, months, and windows that differ by a day: every way to take days from days.
SPANS = {
    "whole": (WHOLE,),
    "weeks": steps(WHOLE, StepKind.WEEK)[1],
    "months": steps(WHOLE, StepKind.MONTH)[1],
    "windows": tuple(Days(WHOLE.first_on + timedelta(days=n), TODAY) for n in range(2)),
}


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


def crowd(n: int = 240) -> Places:
    """Reports of a hundred days within two kilometres, in clusters and alone."""
    choose = np.random.default_rng(11)
    east, north = choose.normal(0, 0.008, (2, n))
    return Places(
        cells_of(FIRST[0] + east, FIRST[1] + north),
        day_number(TODAY) - choose.integers(0, 100, n),
        choose.integers(1, 30, n).astype(np.float64),
        np.zeros(n, dtype=np.int64),
    )


def moved_about(found: Places) -> Places:
    """The same reports, each somewhere else in its own small square."""
    inside = 2 * (cells.MAX_LEVEL - PUBLIC_LEVEL)
    anywhere = np.random.default_rng(12).integers(0, 1 << inside, len(found.cell))
    return Places((found.cell >> inside << inside) + anywhere, found.day, found.weight, found.part)


@pytest.mark.parametrize("spans", SPANS.values(), ids=SPANS)
@pytest.mark.parametrize("level", ["region", "district", "mahalla"])
def test_no_public_map_knows_where_in_a_small_square_a_report_lies(
    town: Town, monkeypatch: pytest.MonkeyPatch, level: str, spans: tuple[Days, ...]
) -> None:
    """Squares, hexagons of every size and all that can be cut out of them are made of whole small squares."""
    drawn = []
    for found in (crowd(), moved_about(crowd())):

        def some(about: Any, found: Places = found, **_: Any) -> Places:
            here = (found.day >= day_number(about.first_on)) & (found.day <= day_number(about.last_on))
            return Places(found.cell[here], found.day[here], found.weight[here], found.part[here])

        monkeypatch.setattr(heat_maps, "places", some)
        picture = heat_maps.drawn(getattr(town, level), asked(spans=spans, is_public=True))
        assert picture
        drawn.append(picture)
    first, second = drawn
    assert first.highest > 0
    assert first.values.any()
    assert first.codes == second.codes
    assert np.array_equal(first.values, second.values)
    for one, other in zip(first.surfaces, second.surfaces, strict=True):
        assert np.array_equal(one.per_km2, other.per_km2)


def test_the_areas_of_a_town_share_no_shape_with_those_inside_them(town: Town) -> None:
    """Else a district's map less its mahallas' would be what lies in a hexagon's rest beyond the border."""
    middle = FIRST
    sizes = {"region": 0.2, "district": 0.06, "mahalla": 0.01}
    found = []
    for level, half in sizes.items():
        box = (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
        picture = heat_maps.drawn(make_area(level, box), asked(is_public=True))
        assert picture
        found.append((picture.resolution, -picture.surfaces[0].radius_m))
    assert found == sorted(found)
    assert len({resolution for resolution, _radius in found}) == 3
    assert len({radius for _resolution, radius in found}) == 3


def test_reports_in_a_corner_are_not_given_away_by_a_shape_that_hardly_reaches_in(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten reports at the eastern border: what is told of them lies within the mahalla by a third at least."""
    boundary = heat_maps.area_index().area(town.mahalla.id).boundary  # type: ignore[union-attr]
    hidden = 0
    for latitude in np.linspace(41.02, 41.08, 12):
        found = Places(
            cells_of([69.09995] * 10, [latitude] * 10),
            np.full(10, day_number(TODAY)),
            np.ones(10),
            np.zeros(10, dtype=np.int64),
        )
        monkeypatch.setattr(heat_maps, "places", lambda *_a, found=found, **_k: found)
        exact = heat_maps.drawn(town.mahalla, asked())
        public = heat_maps.drawn(town.mahalla, asked(is_public=True))
        assert exact
        assert public
        assert exact.values.sum() == 10
        # The column of squares at this border has a quarter of itself inside.
        assert public.highest == 0
        for outline in heat_maps.hexagons.outlines(public.codes):
            assert outline.intersection(boundary).area / outline.area > 0.25
        hidden += not public.codes
    assert 0 < hidden < 12


@pytest.mark.parametrize("weight", list(Weight))
def test_two_reports_are_hidden_whatever_they_weigh(client: FlaskClient, town: Town, weight: Weight) -> None:
    """Two reports of months ago, late, for which many speak: no weight lets them be seen."""
    sent = [town.send(FIRST, NOW - 60 * DAY) for _ in range(2)]
    for report in sent:
        report.supporters_count = 40
    folded(town)
    _nothing(client, town.mahalla, f"period=90d&weight={weight.value}")


def test_two_late_ones_among_many_are_hidden(client: FlaskClient, town: Town) -> None:
    for n in range(6):
        town.send(FIRST, NOW - (60 * DAY if n < 2 else timedelta(hours=1)))
    folded(town)
    _nothing(client, town.mahalla, "period=90d&weight=overdue")
    _nothing(client, town.mahalla, "period=90d&status=overdue")
    assert rows(client.get("/heat?area=mahalla:170101&period=90d").text)["Together"] == ["5–9"]


def test_a_month_is_told_and_its_weeks_are_not(client: FlaskClient, town: Town) -> None:
    for day in (2, 9, 16):
        town.send(FIRST, NOW.replace(day=day))
    folded(town)
    month = "/heat{}?area=mahalla:170101&period=custom&from=2026-11-01&to=2026-11-18"
    weeks = client.get(month.format("/steps") + "&step=week").json
    assert weeks
    assert not any(weeks["pictures"])
    assert not weeks["hexagons"]
    assert client.get(month.format("/steps") + "&step=month").json["hexagons"]
    page = client.get(month.format("") + "&step=week").text
    assert page.count("fewer than 3 reports fit this choice") >= len(weeks["at"])


def test_all_in_one_building_are_told_no_nearer_than_their_hexagon(client: FlaskClient, town: Town) -> None:
    """Thirty reports of one house: everybody learns of a few hectares, a council of the place itself."""
    for n in range(30):
        town.send(SECOND, NOW - timedelta(hours=n + 1))
    folded(town)
    answer = client.get("/heat/steps?area=mahalla:170102&period=30d&step=month").json
    assert answer
    assert len(answer["hexagons"]) == 1
    assert set(answer["told"].values()) <= {"20–49", "0"}
    page = rows(client.get("/heat?area=mahalla:170102&period=30d").text)
    assert page["Together"] == ["20–49"]


def _nothing(client: FlaskClient, area: Area, query: str) -> None:
    forget_pictures()
    page = rows(client.get(f"/heat?area=mahalla:{area.code}&{query}").text)
    assert {cell for cells in page.values() for cell in cells} == {"fewer than 3"}
    answer = client.get(f"/heat/steps?area=mahalla:{area.code}&{query}&step=month").json
    assert answer
    assert not any(answer["pictures"])
    assert not answer["hexagons"]
    assert date.fromisoformat(answer["at"][0])
