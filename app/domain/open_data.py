"""What the open data consist of: the files that are on offer, and their types."""

from __future__ import annotations

#: The media type of each file, by its ending (IANA; GeoParquet 1.1 and GeoPackage 1.3 name theirs).
TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
    ".gpkg": "application/geopackage+sqlite3",
}
#: The files, in the order in which a page shows them.
FILES = ("reports.csv", "reports.geojson", "reports.gpkg", "reports.parquet", "codes.csv")
