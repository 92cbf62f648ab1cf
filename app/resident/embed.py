"""A small map for the pages of others: no cookie, no form, and the only page of ours that other sites may frame."""

from __future__ import annotations

from flask import Response, current_app, g, make_response, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app import words
from app.domain.errors import NotFound
from app.http import tile_host
from app.i18n import OWN_NAMES, locale_code, named
from app.models import Area, Level, ServiceGroup
from app.notices.links import link
from app.presentation import now
from app.queries import embed_pins as read
from app.queries import territory
from app.queries.public_statistics import find_area
from app.resident.blueprint import bp
from app.signing_in import public

#: Every cache on the way may keep it for so long, in seconds.
KEPT = 300


@bp.get("/embed")
@public
def embed() -> Response:
    """Show the map at an area (`area=level:code`) with the reports of a group (`group=code`), in the language of `lang`.

    The map asks for its counts as our own does, so that none is left out; the newest ones stand in a list besides.
    """
    area, group = _asked()
    offered = current_app.config["LOCALES"]
    locale = request.args.get("lang", "")
    with force_locale(locale if locale in offered else offered[0]):
        page = render_template(
            "resident/embed.html",
            area=area,
            group=group,
            newest=[_listed(one) for one in read.newest(area, group, now=now())],
            outside=read.outside(area) if area else None,
            bounds=(territory.bounds_of(area.id) if area else None) or territory.territory_bounds(),
            home=link("resident.index"),
            report=link("resident.report"),
            page_url=link("resident.page", public_id="ID"),
        )
    response = make_response(page)
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    response.headers["Content-Security-Policy"] = _policy()
    g.may_be_framed = True
    response.add_etag()
    return response.make_conditional(request)


def _asked() -> tuple[Area | None, ServiceGroup | None]:
    area = find_area(request.args.get("area", "")[:80], tuple(Level))
    code = request.args.get("group", "")
    group = read.find_group(code)
    if code and group is None:
        raise NotFound(code[:60])
    return area, group


def _policy() -> str:
    """Return what this page may do: run our own files, show tiles, and stand on the sites that the setting names."""
    sites = current_app.config["EMBED_SITES"]
    # Our own page shows it too, beside its code.
    ancestors = sites if sites == "*" else "'self'" if sites == "'none'" else f"'self' {sites}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: {tile_host()}".strip(),
            "connect-src 'self'",
            f"frame-ancestors {ancestors}",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )


def _listed(one: read.Newest) -> tuple[str, str]:
    status = _("Overdue") if one.is_overdue else str(words.MAP_GROUP[one.map_group.value])
    return f"{named(one.service_names)}: {status}", link("resident.page", public_id=one.public_id)


@bp.get("/data/map")
@public
def embed_code() -> str:
    """Let somebody choose the area, the kind of problem and the language, and copy the code."""
    area, group = _asked()
    offered = current_app.config["LOCALES"]
    locale = request.args.get("lang", "")
    locale = locale if locale in offered else locale_code()
    chosen = {
        "area": f"{area.level.value}:{area.code}" if area else None,
        "group": group.code if group else None,
        "lang": locale,
    }
    return render_template(
        "resident/embed_code.html",
        areas=[
            (f"{one.level.value}:{one.code}", named(one.names), one.level is Level.REGION)
            for one in read.larger_areas()
        ],
        groups=[(one.code, named(one.names)) for one in read.groups()],
        languages=[(code, OWN_NAMES.get(code, code)) for code in offered],
        chosen=chosen,
        preview=url_for(".embed", **chosen),
        address=link("resident.embed", **{name: value for name, value in chosen.items() if value}),
        sites=current_app.config["EMBED_SITES"],
    )
