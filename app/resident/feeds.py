"""Atom feeds (RFC 4287) of the newest reports in an area or a circle: for feed readers, newspapers and other sites."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from flask import Response, abort, current_app, request
from flask_babel import force_locale
from flask_babel import gettext as _

from app.domain.circles import MAX_RADIUS_M, MIN_RADIUS_M
from app.domain.errors import NotFound
from app.i18n import html_lang, named
from app.models import ServiceGroup, ServiceRequest
from app.notices.alert_letters import place_words
from app.notices.links import base_url, link
from app.presentation import iso, moment
from app.queries import alerts
from app.queries.alerts import Circle, Where
from app.queries.reports import place_of as pin_of
from app.resident.blueprint import bp
from app.signing_in import public
from app.telling import place_of
from app.words import STATUS

ATOM = "http://www.w3.org/2005/Atom"
GEORSS = "http://www.georss.org/georss"
#: Readers and caches may keep a feed for so long, in seconds.
KEPT = 300
#: An empty feed has to say when it changed, too.
EMPTY_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
#: What XML 1.0 cannot hold.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ElementTree.register_namespace("", ATOM)
ElementTree.register_namespace("georss", GEORSS)


@bp.get("/feeds/area/<level>/<code>.atom")
@public
def area_feed(level: str, code: str) -> Response:
    """Return the newest reports of a region, district or mahalla; `group` narrows them, `lang` is the language."""
    return _feed(Where(area=alerts.find_area(level, code), group=_group()))


@bp.get("/feeds/circle.atom")
@public
def circle_feed() -> Response:
    """Return the newest reports within `r` metres of `lat` and `lon`."""
    circle = read_circle()
    if circle is None:
        abort(400)
    return _feed(Where(circle=circle, group=_group()))


def read_circle() -> Circle | None:
    """Read `lat`, `lon` and `r` of the address; None where they are no circle that may be asked for."""
    try:
        latitude, longitude, radius = (float(request.args[name]) for name in ("lat", "lon", "r"))
    except (KeyError, ValueError):
        return None
    if not all(map(math.isfinite, (latitude, longitude, radius))):
        return None
    if abs(latitude) > 85 or abs(longitude) > 180 or not MIN_RADIUS_M <= radius <= MAX_RADIUS_M:
        return None
    return Circle(longitude, latitude, radius)


def _group() -> ServiceGroup | None:
    code = request.args.get("group", "")[:60]
    group = alerts.find_group(code)
    if code and group is None:
        raise NotFound(code)
    return group


def _feed(where: Where) -> Response:
    """Return a feed in the language of its address, not of its reader: so that caches need one copy."""
    offered = current_app.config["LOCALES"]
    wanted = request.args.get("lang", "")
    with force_locale(wanted if wanted in offered else offered[0]):
        body = _written(where, alerts.newest(where))
    response = Response(body, mimetype="application/atom+xml")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return response.make_conditional(request)


def _written(where: Where, reports: Sequence[ServiceRequest]) -> bytes:
    # The address without what a visitor may have added: one feed has one name, whoever asks for it.
    known = {
        name: request.args[name] for name in ("lat", "lon", "r", "group", "lang") if name in request.args
    }
    address = link(str(request.endpoint), **(request.view_args or {}), **known)
    newest = max((_changed(report) for report in reports), default=EMPTY_SINCE)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": html_lang()})
    _add(feed, "id", address)
    _add(feed, "title", _("New reports: %(where)s", where=place_words(where)))
    _add(feed, "updated", iso(newest))
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=link("resident.reports"))
    author = _add(feed, "author")
    _add(author, "name", current_app.config["SERVICE_OPERATOR"] or current_app.config["SERVICE_NAME"])
    _add(author, "uri", base_url())
    for report in reports:
        _entry(feed, report)
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: Element, report: ServiceRequest) -> None:
    """Add one report: what anybody sees of it, and nothing that somebody wrote about themselves."""
    page = link("resident.page", public_id=report.public_id)
    longitude, latitude = pin_of(report)
    entry = _add(feed, "entry")
    _add(entry, "id", page)
    _add(entry, "title", f"{named(report.service.names)}, {place_of(report)}")
    _add(entry, "published", iso(report.submitted_at))
    _add(entry, "updated", iso(_changed(report)))
    _add(entry, "link", rel="alternate", type="text/html", href=page)
    group = report.service.group
    _add(entry, "category", term=group.code, label=named(group.names))
    _add(
        entry,
        "summary",
        _(
            "%(status)s. %(agency)s answers, by %(moment)s.",
            status=str(STATUS[report.status.value]),
            agency=named(report.agency.names),
            moment=moment(report.due_at),
        ),
        type="text",
    )
    point = ElementTree.SubElement(entry, f"{{{GEORSS}}}point")
    point.text = f"{latitude:.6f} {longitude:.6f}"


def _changed(report: ServiceRequest) -> datetime:
    """Return when a report last moved on, as far as its own row says."""
    moments = (report.submitted_at, report.accepted_at, report.resolved_at, report.closed_at)
    return max(moment for moment in moments if moment is not None)


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = _UNPRINTABLE.sub("", text) or None
    return child
