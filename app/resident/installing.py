"""The site as an app on the phone: its description, its service worker, and the pages that open without a network."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app.i18n import html_lang
from app.resident.blueprint import bp
from app.signing_in import public
from app.static_files import asset, release, scripts_without

#: The pages that are kept on the phone, as a stranger sees them. None of them is anybody's own.
SHELL_PAGES = ("index", "report", "waiting", "offline")

#: Scripts that no kept page asks for: the desks', the posters', and what runs in the worker alone.
NOT_IN_SHELL = frozenset(
    {
        "modules/area-list",
        "modules/before-after",
        "modules/circle-picker",
        "modules/council-map",
        "modules/council-panes",
        "modules/crew-board",
        "modules/directions",
        "modules/embed-map",
        "modules/field-acts",
        "modules/field-day",
        "modules/field-kept",
        "modules/field-together",
        "modules/field-waiting",
        "modules/ghost-camera",
        "modules/heat-map",
        "modules/heat-player",
        "modules/heat-sync",
        "modules/hot-spot-map",
        "modules/inbox-live",
        "modules/inbox-picks",
        "modules/jobs-near",
        "modules/my-place",
        "modules/pins-map",
        "modules/print-page",
        "modules/proof",
        "modules/reply-templates",
        "modules/route-order",
        "modules/scan-progress",
        "modules/sort-table",
        "modules/spot-picker",
        "modules/way-here",
        "modules/web-push",
        "modules/worklist-keys",
        "field/acts",
        "field/finishing",
        "push/show",
        "worker/day",
        "worker/filling",
        "worker/main",
        "worker/shell",
    }
)

#: Of those, what the pages of a crew's day ask for; `js/worker/day.js` keeps them with the day.
OF_THE_DAY = frozenset(
    {
        "modules/before-after",
        "modules/directions",
        "modules/field-acts",
        "modules/field-day",
        "modules/field-kept",
        "modules/field-together",
        "modules/field-waiting",
        "modules/ghost-camera",
        "modules/jobs-near",
        "modules/my-place",
        "modules/pins-map",
        "modules/proof",
        "modules/route-order",
        "modules/way-here",
        "field/acts",
        "field/finishing",
    }
)
PAPER, ACCENT = "#faf8f4", "#0a6e6e"
#: A description changes with a release; an installed app asks for it once a day at most.
DAY = 24 * 3600


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """Send the service worker. It lies at the root, so that it answers for every page."""
    facts = {
        "version": release(),
        "name": current_app.config["SERVICE_NAME"],
        "pages": [url_for(f".{endpoint}") for endpoint in SHELL_PAGES],
        "offline": url_for(".offline"),
        "here": url_for(".waiting"),
        # A script names it without a fingerprint, as scripts name one another.
        "scripts": [*scripts_without(NOT_IN_SHELL), url_for("static", filename="vendor/idb/idb.js")],
        "files": url_for("static", filename=""),
        # The whole of what a crew's pages run: their day stays on the phone when the shell is renewed.
        "crewScripts": [
            *scripts_without(NOT_IN_SHELL - OF_THE_DAY),
            url_for("static", filename="vendor/idb/idb.js"),
            asset("vendor/exifr/lite.js"),
        ],
        "crew": url_for("crew.index"),
        "photos": url_for(".photo", key="-", size="small").partition("-/")[0],
        "areas": url_for(".areas"),
        "signIn": url_for("account.sign_in"),
        "signOut": url_for("account.sign_out"),
        "icon": asset("vendor/icons/app-192.png"),
        "badge": asset("vendor/icons/badge-96.png"),
    }
    script = (
        f"import {{ start }} from {json.dumps(asset('js/worker/main.js'))};\n\nstart({json.dumps(facts)});\n"
    )
    response = Response(script, mimetype="text/javascript")
    # The browser compares it byte by byte: that is how it hears of a release.
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'"
    )
    return response


@bp.get("/app-<locale>.webmanifest")
@public
def manifest(locale: str) -> Response:
    """Describe the app in one language. Its address says which: browsers ask for it without cookies."""
    if locale not in current_app.config["LOCALES"]:
        abort(404)
    with force_locale(locale):
        described = _described()
    response = Response(json.dumps(described, ensure_ascii=False), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


def _described() -> dict[str, Any]:
    name = current_app.config["SERVICE_NAME"]
    start = url_for(".index")
    return {
        # Whatever the language and the start page become, it stays the same app.
        "id": start,
        "name": name,
        "short_name": name if len(name) <= 15 else name.split()[0][:15],
        "description": _(
            "Report a broken road, a burst pipe or an overflowing bin, see who answers for it and by when."
        ),
        "lang": html_lang(),
        "dir": "ltr",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "categories": ["government", "utilities"],
        "icons": [_icon(192), _icon(512), _icon(192, "maskable"), _icon(512, "maskable")],
        "shortcuts": [
            {"name": _("Report a problem"), "url": url_for(".report"), "icons": [_icon(192)]},
            {"name": _("On this phone"), "url": url_for(".waiting"), "icons": [_icon(192)]},
        ],
    }


def _icon(size: int, purpose: str = "any") -> dict[str, str]:
    ending = "" if purpose == "any" else f"-{purpose}"
    return {
        "src": asset(f"vendor/icons/app-{size}{ending}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@bp.get("/offline")
@public
def offline() -> str:
    """Say that there is no connection, and what can be done all the same."""
    return render_template("resident/offline.html")


@bp.get("/waiting")
@public
def waiting() -> str:
    """Show what waits on this device, and what was sent from it: the device fills it in, the server knows nothing."""
    return render_template("resident/waiting.html")
