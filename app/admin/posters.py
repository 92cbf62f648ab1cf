"""Posters and stickers: a QR code that opens the report form with the place, and maybe the service, set already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app import access
from app.admin.blueprint import bp
from app.admin.poster_forms import PAPERS, ListPosterForm, MahallaPosterForm, PlacePosterForm, PosterForm
from app.admin.poster_list import MAX_BYTES, Place, UnreadableList, read_list, read_place
from app.domain.coordinates import parse_coordinate_pair
from app.domain.errors import DomainError, FieldError
from app.domain.place_code import place_code
from app.i18n import named
from app.qr import qr_svg
from app.queries import reports
from app.queries.printing import mahalla_with_a_spot
from app.queries.territory import territory_bounds
from app.refusals import sentence
from app.signing_in import requires

FORMS: dict[str, type[PosterForm]] = {
    "mahalla": MahallaPosterForm,
    "place": PlacePosterForm,
    "list": ListPosterForm,
}


@dataclass(frozen=True)
class Poster:
    """One piece of paper: its code, the address that can be typed, and its name by language."""

    qr: Markup
    typed: str
    names: dict[str, str]


class NotPrintable(Exception):
    """What was asked for cannot be printed; the sentences say why, at which field."""

    def __init__(self, field: str, sentences: list[str]) -> None:
        super().__init__(field)
        self.field, self.sentences = field, sentences


@bp.route("/posters", methods=["GET", "POST"])
@requires(access.may_administer)
def posters() -> Any:
    """Ask for what, on which paper and in which languages; show the sheets to print."""
    kind = request.args.get("kind", "")
    kind = kind if kind in FORMS else "mahalla"
    form = FORMS[kind]()
    form.offer_languages()
    if isinstance(form, PlacePosterForm):
        form.offer_services(reports.offered_services())
    if request.method == "GET" and isinstance(form, MahallaPosterForm):
        form.mahalla_code.data = request.args.get("code", "")[:40]
    if form.validate_on_submit():
        try:
            return _sheets(form, _wanted(form))
        except NotPrintable as error:
            form[error.field].errors = error.sentences
    page = render_template("admin/posters.html", form=form, kind=kind, bounds=territory_bounds())
    return page, 422 if form.errors or form.form_errors else 200


def _wanted(form: PosterForm) -> list[Poster]:
    """Return what is to be printed, each once. Raises NotPrintable."""
    locales = form.languages.data
    if isinstance(form, MahallaPosterForm):
        found = mahalla_with_a_spot(form.mahalla_code.data or "")
        if found is None:
            raise NotPrintable("mahalla_code", [sentence(FieldError("mahalla_code", "unknown"))])
        area, spot = found
        return [_poster(Place("", spot), {locale: named(area.names, locale) for locale in locales})]
    services = {s.service_code for group in reports.offered_services() for s in group.services if s.is_active}
    if isinstance(form, ListPosterForm):
        try:
            places = read_list(_bytes_of(form.file.data), services)
        except UnreadableList as error:
            raise NotPrintable("file", error.sentences) from None
    else:
        places = [_one_place(form, services)]
    return [_poster(place, dict.fromkeys(locales, place.name)) for place in places]


def _bytes_of(file: Any) -> bytes:
    """Return the first bytes of an uploaded file, one more than a list may have."""
    if not file:
        return b""
    with file.stream as stream:
        return bytes(stream.read(MAX_BYTES + 1))


def _one_place(form: Any, services: set[str]) -> Place:
    try:
        longitude, latitude = parse_coordinate_pair(form.spot.data or "")
        row = {"name": form.name.data or "", "lon": str(longitude), "lat": str(latitude)}
        return read_place({**row, "service": form.service_code.data or ""}, services)
    except UnreadableList as error:
        raise NotPrintable("name", error.sentences) from None
    except DomainError as error:
        raise NotPrintable("spot", [sentence(error)]) from None


def _poster(place: Place, names: dict[str, str]) -> Poster:
    code = place_code(*place.position)
    more = {"service": place.service_code or None, "address": place.name or None}
    short = _address(url_for("resident.from_poster", code=code))
    return Poster(
        qr=qr_svg(_address(url_for("resident.from_poster", code=code, **more))),
        typed=short.partition("://")[2],
        names=names,
    )


def _address(path: str) -> str:
    """Return a whole address: paper outlives the name by which an admin happens to reach the server."""
    root = current_app.config["CANONICAL_URL"] or request.url_root
    return f"{root.rstrip('/')}{path}"


def _sheets(form: PosterForm, wanted: list[Poster]) -> str:
    each = [poster for poster in wanted for _copy in range(form.copies.data or 1)]
    fit = PAPERS[form.paper.data]
    return render_template(
        "admin/poster_sheets.html",
        sheets=[each[i : i + fit] for i in range(0, len(each), fit)],
        paper=form.paper.data,
        told=[_told(locale) for locale in form.languages.data],
        total=len(each),
        addressed=bool(current_app.config["CANONICAL_URL"]),
    )


def _told(locale: str) -> dict[str, str]:
    """Return the sentences of a poster in one of its languages."""
    phone, hours = current_app.config["SERVICE_PHONE"], current_app.config["SERVICE_HOURS"]
    with force_locale(locale):
        return {
            "locale": locale,
            "lang": locale.replace("_", "-"),
            "question": _("Is something broken here?"),
            "short": _("Broken? Report it."),
            "steps": _(
                "Point your phone's camera at the square. Take a photo of the problem, and send it. No account is needed."
            ),
            "typed": _("Or type this address:"),
            "phone": (
                _("Or call: %(phone)s (%(hours)s)", phone=phone, hours=hours)
                if phone and hours
                else _("Or call: %(phone)s", phone=phone)
                if phone
                else ""
            ),
        }
