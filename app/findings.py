"""What a check of a boundary file says, in whole sentences of the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.presentation import number
from geo.boundary_file import Finding

Params = Mapping[str, Any]


def sentence(finding: Finding) -> str:
    """Return a finding as a sentence, with the row and the code it is about."""
    words = _SENTENCES[finding.kind](finding.params)
    if finding.code and finding.row:
        return _("Row %(row)d, %(code)s: %(words)s", row=finding.row, code=finding.code, words=words)
    if finding.row:
        return _("Row %(row)d: %(words)s", row=finding.row, words=words)
    if finding.code:
        return _("%(code)s: %(words)s", code=finding.code, words=words)
    return words


def _km2(value: float) -> str:
    return number(value, 6 if value < 0.001 else 4 if value < 1 else 2)


def _swapped(p: Params) -> str:
    return _(
        "Longitude and latitude look swapped: the file lies between %(west)s and %(east)s of longitude. Write the longitude first.",
        west=number(round(p["west"], 2)),
        east=number(round(p["east"], 2)),
    )


def _slivers(p: Params) -> str:
    return ngettext(
        "%(num)d more overlap is only a sliver, %(km2)s km².",
        "%(num)d more overlaps are only slivers, %(km2)s km² together.",
        p["number"],
        km2=_km2(p["km2"]),
    )


def _gap_slivers(p: Params) -> str:
    return ngettext(
        "%(num)d more gap is only a sliver, %(km2)s km².",
        "%(num)d more gaps are only slivers, %(km2)s km² together.",
        p["number"],
        km2=_km2(p["km2"]),
    )


_SENTENCES: dict[str, Callable[[Params], str]] = {
    "no_such_file": lambda p: _("There is no file %(path)s.", path=p["path"]),
    "unreadable_file": lambda p: _(
        "The file cannot be read as GeoJSON, GeoPackage, zipped Shapefile or FlatGeobuf. %(reason)s",
        reason=p["reason"],
    ),
    "empty_file": lambda p: _("The file holds no areas."),
    "several_layers": lambda p: _(
        "The file has several layers. %(layer)s was read, and not %(others)s.",
        layer=p["layer"],
        others=", ".join(p["others"]),
    ),
    "fields_missing": lambda p: _(
        "The file has no field %(missing)s. It has these: %(available)s.",
        missing=", ".join(dict.fromkeys(p["missing"])),
        available=", ".join(p["available"]) or "–",
    ),
    "not_geographic": lambda p: _(
        "The file's coordinate system (%(crs)s) has no place on earth. Save it in WGS 84 (EPSG:4326).",
        crs=p["crs"],
    ),
    "not_degrees": lambda p: _(
        "The coordinates are no degrees (the first is %(x)s, %(y)s), though the file says %(crs)s. "
        "Save it again with the coordinate system that it was drawn in.",
        x=number(round(p["x"])),
        y=number(round(p["y"])),
        crs=p["crs"] or _("nothing about its coordinate system"),
    ),
    "crs_missing": lambda p: _("The file does not name its coordinate system; it was read as WGS 84."),
    "reprojected": lambda p: _("The coordinates were brought from %(crs)s to WGS 84.", crs=p["crs"]),
    "swapped": _swapped,
    "swapped_row": lambda p: _("Longitude and latitude look swapped. Write the longitude first."),
    "far_away": lambda p: _(
        "The file lies far from the territory: %(west)s to %(east)s of longitude, %(south)s to %(north)s of latitude.",
        **{edge: number(round(p[edge], 2)) for edge in ("west", "east", "south", "north")},
    ),
    "code_missing": lambda p: _("There is no code."),
    "duplicate_code": lambda p: _(
        "The code stands in rows %(rows)s. Each code may stand once.",
        rows=", ".join(str(row) for row in p["rows"]),
    ),
    "name_missing": lambda p: _("There is no name in the field for %(locale)s.", locale=p["locale"]),
    "name_tidied": lambda p: _("Spaces or line ends were taken out of the name: “%(name)s”.", name=p["name"]),
    "population_unreadable": lambda p: _("The population “%(value)s” is no number.", value=p["value"]),
    "geometry_empty": lambda p: _("There is no boundary."),
    "coordinates_unreadable": lambda p: _("The boundary has coordinates that are no numbers."),
    "collection_unwrapped": lambda p: _("The boundary was a collection; its surfaces were taken out of it."),
    "not_a_polygon": lambda p: _("The boundary is a %(shape)s, and not a surface.", shape=p["shape"]),
    "ring_closed": lambda p: _("An outline of the boundary was left open; it was closed."),
    "repaired": lambda p: _(
        "The boundary crossed itself and was repaired (%(reason)s); its surface was %(before)s km² and is %(after)s km².",
        reason=p["reason"],
        before=_km2(p["before_km2"]),
        after=_km2(p["after_km2"]),
    ),
    "not_repairable": lambda p: _(
        "The boundary is broken and cannot be repaired (%(reason)s).", reason=p["reason"]
    ),
    "parent_missing": lambda p: _("No parent is named; it is looked for by its place."),
    "parent_unknown": lambda p: _(
        "This parent was not imported. These areas name it: %(codes)s.",
        codes=", ".join(p["codes"][:8]) + (" …" if len(p["codes"]) > 8 else ""),
    ),
    "overlap": lambda p: _(
        "It overlaps %(other)s by %(km2)s km² (%(share)s %% of the smaller one).",
        other=p["other"],
        km2=_km2(p["km2"]),
        share=number(round(p["share"] * 100, 1)),
    ),
    "more_overlaps": lambda p: ngettext(
        "%(num)d more overlap, %(km2)s km².",
        "%(num)d more overlaps, %(km2)s km² together.",
        p["number"],
        km2=_km2(p["km2"]),
    ),
    "overlap_slivers": _slivers,
    "gap": lambda p: _(
        "Nothing covers %(km2)s km² around %(lat)s, %(lon)s.", km2=_km2(p["km2"]), lat=p["lat"], lon=p["lon"]
    ),
    "more_gaps": lambda p: ngettext(
        "%(num)d more gap, %(km2)s km².",
        "%(num)d more gaps, %(km2)s km² together.",
        p["number"],
        km2=_km2(p["km2"]),
    ),
    "gap_slivers": _gap_slivers,
    "no_places": lambda p: _("The file holds no place with a name."),
    "coordinate_fields_missing": lambda p: _(
        "A table needs the columns of the longitude and the latitude. Name them with --lon-field and --lat-field."
    ),
    "unreadable_table": lambda p: _(
        "The table cannot be read. Save it as CSV in UTF-8. %(reason)s", reason=p["reason"]
    ),
    "unreadable_osm": lambda p: _(
        "The file cannot be read as an extract of OpenStreetMap. %(reason)s", reason=p["reason"]
    ),
    "left_out_nameless": lambda p: ngettext(
        "%(num)d row has no name and was left out.",
        "%(num)d rows have no name and were left out.",
        p["number"],
    ),
    "left_out_placeless": lambda p: ngettext(
        "%(num)d row has no place on earth and was left out.",
        "%(num)d rows have no place on earth and were left out.",
        p["number"],
    ),
    "left_out_long": lambda p: ngettext(
        "%(num)d row has a name of more than 200 characters and was left out.",
        "%(num)d rows have names of more than 200 characters and were left out.",
        p["number"],
    ),
    "left_out_other": lambda p: ngettext(
        "%(num)d named thing is no street, settlement or landmark and was left out.",
        "%(num)d named things are no streets, settlements or landmarks and were left out.",
        p["number"],
    ),
}
