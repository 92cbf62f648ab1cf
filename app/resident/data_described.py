"""The open data in DCAT 3, as DCAT-AP asks for it: what portals read about them.

https://www.w3.org/TR/vocab-dcat-3/, https://semiceu.github.io/DCAT-AP/releases/3.0.0/; written as JSON-LD 1.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app import open_words
from app.domain.open_data import TYPES
from app.models import OpenFile
from app.notices.links import link
from app.policy import policy
from app.presentation import iso
from app.queries.open_rows import FIELDS
from app.queries.statistics import first_and_last
from app.queries.territory import territory_bounds

#: The namespaces that are used below.
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: What machines call the types of the columns: https://www.w3.org/TR/xmlschema11-2/.
XSD = {"text": "string", "whole": "integer", "day": "date", "yes_no": "boolean"}
#: What a file is written after, by its ending.
STANDARDS = {
    ".csv": "https://www.rfc-editor.org/rfc/rfc4180",
    ".geojson": "https://www.rfc-editor.org/rfc/rfc7946",
    ".gpkg": "http://www.opengis.net/doc/IS/geopackage/1.3",
    ".parquet": "https://geoparquet.org/releases/v1.1.0/",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_EU = "http://publications.europa.eu/resource/authority/"

Said = dict[str, Any]


def described(files: Sequence[OpenFile]) -> Said:
    """Return the catalogue of these files."""
    config = current_app.config
    home = link("resident.data")
    publisher = {
        "@id": f"{home}#publisher",
        "@type": "foaf:Organization",
        "foaf:name": config["SERVICE_OPERATOR"] or config["SERVICE_NAME"],
    }
    name, address = config["OPEN_DATA_LICENCE"]
    licence = {"@id": address, "@type": "dct:LicenseDocument", "dct:title": name}
    about = _("Every report as a table and as a map layer, without anything personal, for everybody to use.")
    codes = _("What the codes mean, in five languages; residents of each area where known")
    rows = [file for file in files if file.name != "codes.csv"]
    reports = {
        **_dataset("reports", _("Reports of residents, and what became of them"), about, rows, licence),
        **_span(rows),
        "csvw:tableSchema": {"@type": "csvw:Schema", "csvw:column": {"@list": _columns()}},
    }
    lists = _dataset(
        "codes",
        codes,
        str(open_words.FILES["codes.csv"]),
        [f for f in files if f.name == "codes.csv"],
        licence,
    )
    return {
        "@context": CONTEXT,
        "@id": link("resident.data_catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": _("Open data of %(service)s", service=config["SERVICE_NAME"]),
        "dct:description": about,
        "dct:publisher": publisher,
        "dct:license": licence,
        "dct:modified": [_moment(file.made_at) for file in files[:1]],
        "foaf:homepage": {"@id": home},
        "dcat:dataset": [{**one, "dct:publisher": {"@id": publisher["@id"]}} for one in (reports, lists)],
    }


def _dataset(ident: str, title: str, about: str, files: Sequence[OpenFile], licence: Said) -> Said:
    home = link("resident.data")
    return {
        "@id": f"{home}#{ident}",
        "@type": "dcat:Dataset",
        "dct:identifier": ident,
        "dct:title": title,
        "dct:description": about,
        "dct:license": {"@id": licence["@id"]},
        "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}frequency/DAILY"},
        "dct:modified": [_moment(file.made_at) for file in files[:1]],
        "dct:spatial": _place(),
        "dcat:theme": {"@id": f"{_EU}data-theme/GOVE"},
        "dcat:keyword": ["311", "civic issues", "Uzbekistan"],
        "dcat:landingPage": {"@id": home},
        "dcat:distribution": [_distribution(file, licence) for file in files],
    }


def _columns() -> list[Said]:
    told = [(field.name, XSD[field.kind], open_words.COLUMNS[field.name]) for field in FIELDS]
    told += [(name, "decimal", open_words.PLACE) for name in ("longitude", "latitude")]
    return [
        {
            "@type": "csvw:Column",
            "csvw:name": name,
            "csvw:datatype": {"@id": f"xsd:{kind}"},
            "dct:description": str(meaning),
        }
        for name, kind, meaning in told
    ]


def _place() -> list[Said]:
    """Return where the reports lie: in which country, and in which box."""
    places: list[Said] = [{"@id": f"{_EU}country/UZB"}]
    bounds = territory_bounds()
    if bounds:
        west, south, east, north = (f"{degrees:.5f}" for degrees in bounds)
        corners = (
            f"{west} {south}",
            f"{east} {south}",
            f"{east} {north}",
            f"{west} {north}",
            f"{west} {south}",
        )
        box = {"@type": "geo:wktLiteral", "@value": f"POLYGON(({', '.join(corners)}))"}
        places.append({"@type": "dct:Location", "dcat:bbox": box})
    return places


def _span(files: Sequence[OpenFile]) -> Said:
    """Return from when to when the reports were sent; nothing where there are none."""
    days = first_and_last()
    if not days or not files:
        return {}
    last_on = files[0].made_at.astimezone(policy().calendar.zone).date()
    period = {"dcat:startDate": _day(days[0]), "dcat:endDate": _day(max(last_on, days[0]))}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime", **period}}


def _distribution(file: OpenFile, licence: Said) -> Said:
    address = link("resident.data_file", name=file.name)
    ending = "." + file.name.rpartition(".")[2]
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dct:description": str(open_words.FILES[file.name]),
        "dct:license": {"@id": licence["@id"]},
        "dct:modified": _moment(file.made_at),
        "dct:conformsTo": {"@id": STANDARDS[ending]},
        "dcat:accessURL": {"@id": link("resident.data")},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": _MEDIA_TYPES + TYPES[ending]},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.byte_count)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
    }


def _moment(at: datetime) -> Said:
    return {"@type": "xsd:dateTime", "@value": iso(at)}


def _day(on: date) -> Said:
    return {"@type": "xsd:date", "@value": on.isoformat()}
