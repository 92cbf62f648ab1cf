"""Random shapes for the tests of geometry."""

from hypothesis import strategies as st
from shapely import MultiPolygon, box

# Coordinates on a coarse grid, so that points fall on edges, corners and ties all the time.
grid = st.integers(0, 12).map(lambda n: n / 4)


@st.composite
def shapes(draw):
    west, east = sorted(draw(st.lists(grid, min_size=2, max_size=2, unique=True)))
    south, north = sorted(draw(st.lists(grid, min_size=2, max_size=2, unique=True)))
    shape = box(west, south, east, north)
    if draw(st.booleans()):
        other = shape.difference(box(west + 0.1, south + 0.1, east - 0.1, north - 0.1))
        shape = other if other.geom_type == "Polygon" and not other.is_empty else shape
    return MultiPolygon([shape])
