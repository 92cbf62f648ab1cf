"""Open data: the page that explains them, the files, what machines read about them, and what is missing."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wsgi import wrap_file
from wtforms import TextAreaField

from app import open_words
from app.actions import open_data
from app.domain.errors import DomainError, FieldError
from app.domain.open_data import TYPES
from app.extensions import limiter
from app.models import OpenFile
from app.policy import policy
from app.presentation import now
from app.queries import open_files as read
from app.queries.open_rows import FIELDS
from app.refusals import sentence
from app.resident.blueprint import bp
from app.resident.data_described import described
from app.signing_in import public
from app.storage import NotStored

#: Programs and caches may keep a file, or what is said about it, for so long, in seconds; a new one comes once a day.
KEPT = 3600


class SuggestionForm(FlaskForm):
    """What data set somebody would like."""

    words = TextAreaField()


@bp.get("/data/")
@public
def data() -> str:
    """Show what is on offer, what the columns mean, and under which licence."""
    return _page(SuggestionForm(formdata=None))


@bp.post("/data/suggest")
@public
@limiter.limit(lambda: current_app.config["SUGGEST_LIMIT"])
def suggest_data() -> Any:
    """Take what data set somebody would like; nobody is asked who they are."""
    form = SuggestionForm()
    try:
        open_data.suggest(form.words.data or "", at=now())
    except DomainError as error:
        form.words.errors = [_refusal(error)]
        return _page(form), 422
    flash(_("Thank you. Whoever looks after the data reads it."), "success")
    return redirect(url_for(".data") + "#suggest", 303)


def _refusal(error: DomainError) -> str:
    if isinstance(error, FieldError):
        return {
            "missing": _("Write in a sentence which data you would like."),
            "full": _("There are very many suggestions waiting. Try again in a few days."),
        }.get(error.reason) or sentence(error)
    return sentence(error)


def _page(form: SuggestionForm) -> str:
    files = read.on_offer()
    return render_template(
        "resident/data.html",
        form=form,
        files=files,
        made_at=files[0].made_at if files else None,
        columns=[(field.name, field.kind, open_words.COLUMNS[field.name]) for field in FIELDS],
        place=open_words.PLACE,
        about=open_words.FILES,
        licence=current_app.config["OPEN_DATA_LICENCE"],
        longest=open_data.LONGEST_SUGGESTION,
    )


@bp.get("/data/<name>")
@public
def data_file(name: str) -> Response:
    """Send a file as it is on offer now, whole or in part; its address stays, its checksum says which night's it is."""
    for _attempt in range(2):
        file = read.find(name)
        try:
            stream = policy().storage.open(file.key)
        except NotStored:
            continue  # It was replaced between the two lines above.
        return _sent(file, wrap_file(request.environ, stream, 1 << 16))
    return Response(status=503)


def _sent(file: OpenFile, body: Any) -> Response:
    ending = "." + file.name.rpartition(".")[2]
    response = Response(body, mimetype=TYPES[ending], direct_passthrough=True)
    response.content_length = file.byte_count
    response.set_etag(file.sha256)
    response.last_modified = file.made_at
    response.headers["Cache-Control"] = f"public, max-age={KEPT}, no-transform"
    # As it lies there: packed on the way it would have no length, no parts, and another checksum for whoever looks.
    response.headers["Content-Encoding"] = "identity"
    response.headers["Content-Disposition"] = f"attachment; filename={file.name}"
    _for_other_sites(response)
    return response.make_conditional(request, accept_ranges=True, complete_length=file.byte_count)


def _for_other_sites(response: Response) -> None:
    """Let a script of any other site read it: there is nothing in it that is not for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"


@bp.get("/data/checksums.txt")
@public
def data_checksums() -> Response:
    """Return the SHA-256 of every file, as `sha256sum -c` reads it."""
    lines = "".join(f"{file.sha256}  {file.name}\n" for file in read.on_offer())
    return _plain(lines, "text/plain")


@bp.get("/data/catalogue.jsonld")
@public
def data_catalogue() -> Response:
    """Describe the data in DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), for portals that collect such descriptions."""
    with force_locale("en"):
        told = json.dumps(described(read.on_offer()), ensure_ascii=False, indent=1)
    return _plain(told, "application/ld+json")


def _plain(body: str, mimetype: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    response.add_etag()
    _for_other_sites(response)
    return response.make_conditional(request)
