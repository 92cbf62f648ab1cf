"""What the columns of the open data mean, and the words for age and sex, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.domain.lifecycle import Status

#: Each column of reports.csv and of the same table in other formats; `app.queries.open_rows.FIELDS` has their order.
COLUMNS = {
    "sent_on": _l("The day on which the report was sent."),
    "ended_on": _l(
        "The day on which it was fixed, rejected or joined to another report; empty while it is open."
    ),
    "overdue_since": _l("The day on which the promise was broken; empty where it was kept so far."),
    "status": _l("Where it stands: %(codes)s.", codes=", ".join(status.value for status in Status)),
    "rejected_because": _l("Why it was rejected, as a code; empty where it was not."),
    "group_code": _l("The group of services, as in codes.csv."),
    "service_code": _l("The kind of problem, as in codes.csv."),
    "agency_code": _l("The agency that answers, as in codes.csv."),
    "region_code": _l("The region, by its official code."),
    "district_code": _l("The district or city, by its official code; empty where the report lies in none."),
    "mahalla_code": _l(
        "The mahalla, by its official code; empty where the report lies in none, or in one that has had fewer than three."
    ),
    "people": _l("How many residents have the problem: the one who sent it, and those who joined."),
    "confirmed": _l("Whether the resident confirmed the repair."),
    "sent_back": _l("Whether the resident said, once at least, that it was not fixed."),
    "rating": _l("How the resident rated the work, from 1 to 5; empty where nobody rated."),
    "place_within_m": _l(
        "How far from the point the report lies at most, in metres; empty where no point is given."
    ),
}
PLACE = _l(
    "The middle of a square of about 230 m in which there are three reports or more, else of about 1.8 km, else "
    "empty. WGS 84 (EPSG:4326); in the other formats it is the geometry."
)

#: Each file: what it is, and what it is good for.
FILES = {
    "reports.csv": _l("Every report as a table, for spreadsheets and programs"),
    "reports.geojson": _l("The same with points, for maps on the web"),
    "reports.gpkg": _l("The same as a GeoPackage, for QGIS"),
    "reports.parquet": _l("The same packed in columns, for large analyses (%(format)s)", format="GeoParquet"),
    "codes.csv": _l("What the codes mean, in five languages; residents of each area where known"),
}

AGE_BAND = {
    "under_18": _l("Younger than 18"),
    "18_29": _l("18 to 29"),
    "30_44": _l("30 to 44"),
    "45_59": _l("45 to 59"),
    "60_up": _l("60 or older"),
    "untold": _l("Not told"),
}
SEX = {"female": _l("Woman"), "male": _l("Man"), "untold": _l("Not told")}
