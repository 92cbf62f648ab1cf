"""Finding a place by its name: for the field over a map as JSON, for everybody else as a page.

GET /places?q=WORDS&lon=&lat=&further=   200 {said, places: [...], further}   422 {problem}

`lon` and `lat` say where the map is, so that of two alike the nearer one comes first. `further` asks the service
for addresses too, where one is configured.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app import address_search, words
from app.address_search import AddressSearchDown
from app.domain.coordinates import Position, UnreadableCoordinates, parse_longitude_latitude
from app.domain.text import TextTooLong, clean_line
from app.extensions import limiter
from app.i18n import html_lang, locale_code, named
from app.queries import place_search
from app.queries.place_search import LONGEST, Found
from app.refusals import sentence
from app.resident.blueprint import bp
from app.resident.forms import ReportForm
from app.signing_in import public
from app.telling import place_words

#: One question for each pause while typing; a whole mobile network may share an address.
SEARCH_LIMIT = "1200 per minute"
#: The service for addresses is somebody else's, and costs.
FURTHER_LIMIT = "60 per minute"
#: Where a pin goes by itself. Anything larger has to be looked at first.
EXACT = {"landmark", "address"}


@dataclass
class Answers:
    """What a page shows of a search: what was typed, what was found or what is wrong, and whom to thank."""

    typed: str = ""
    said: str = ""
    problem: str = ""
    places: list[dict[str, Any]] = field(default_factory=list)
    #: Whether the service for addresses can still be asked.
    further: bool = False


@bp.get("/places")
@public
@limiter.limit(SEARCH_LIMIT)
@limiter.limit(FURTHER_LIMIT, exempt_when=lambda: not _asks_further())
def places() -> Any:
    """Answer a search."""
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"])
    wants_page = wanted != "application/json"
    # Who presses a button instead of pausing wants all there is.
    answers = answer(request.args.get("q", ""), near=_near(), further=wants_page or _asks_further())
    status = 422 if answers.problem else 200
    if wants_page:
        return render_template("resident/places.html", answers=answers, longest=LONGEST), status
    if answers.problem:
        return {"problem": answers.problem}, status
    told = {"said": answers.said, "places": answers.places, "further": answers.further}
    headers = {"Cache-Control": "private, max-age=60", "Vary": "Accept, Cookie, Accept-Language"}
    return told, status, headers


def answer(text: str, *, near: Position | None = None, further: bool = False) -> Answers:
    """Search, and put the answer into words. What is wrong with the question is part of the answer."""
    answers = Answers(typed=text[:LONGEST])
    try:
        typed = clean_line(text, max_length=LONGEST)
        found = place_search.search(typed, near=near)
    except TextTooLong as error:
        answers.problem = sentence(error)
        return answers
    if not typed:
        return answers
    down = False
    if address_search.is_configured():
        if further:
            try:
                found += _addresses(typed, near)
            except AddressSearchDown:
                down = True
        answers.further = not further
    answers.places = [_told(place) for place in found]
    answers.said = _said(len(found), down)
    return answers


def asked_in_form(form: ReportForm) -> Answers | None:
    """Answer the search within the report form where no script runs; None where something else was pressed.

    A place that was chosen among the answers becomes the pin.
    """
    chosen, typed = request.form.get("place", ""), request.form.get("place_q", "")
    if chosen:
        try:
            form.put_pin(parse_longitude_latitude(*chosen.partition(",")[::2]))
        except UnreadableCoordinates:
            return None
        return Answers(typed=typed[:LONGEST], said=_("The pin stands there now."))
    # Enter in any field presses the form's first button, which is this one.
    return answer(typed, further=True) if request.form.get("action") == "find" and typed.strip() else None


def _asks_further() -> bool:
    return request.args.get("further") == "1"


def _near() -> Position | None:
    """Return where the searcher looks; nonsense is as good as nothing."""
    try:
        return parse_longitude_latitude(request.args.get("lon", ""), request.args.get("lat", ""))
    except UnreadableCoordinates:
        return None


def _addresses(typed: str, near: Position | None) -> list[Found]:
    found = address_search.look_up(typed, language=html_lang(), near=near)
    inside = (
        place_search.inside("address", {locale_code(): one.name}, one.longitude, one.latitude)
        for one in found
    )
    return [place for place in inside if place is not None][: place_search.MOST]


def _said(number: int, down: bool) -> str:
    if down and not number:
        return _("Nothing was found here, and the address service does not answer. Move the map instead.")
    if not number:
        return _("Nothing of that name was found. Try another spelling, or move the map.")
    return ngettext("%(num)d place found.", "%(num)d places found.", number)


def _told(place: Found) -> dict[str, Any]:
    attribution = place.attribution
    if place.kind == "address":
        attribution = current_app.config["ADDRESS_SEARCH_ATTRIBUTION"]
    return {
        "name": named(place.names),
        "kind": str(words.PLACE_KIND[place.kind]),
        # The mahalla and the district tell two of a name apart; the region would only make the line longer.
        "around": place_words(place.around[:2]),
        "latitude": round(place.latitude, 6),
        "longitude": round(place.longitude, 6),
        "zoom": place.zoom,
        "exact": place.kind in EXACT,
        "area": place.area_key,
        "attribution": attribution,
    }
