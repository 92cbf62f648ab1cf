"""Importing a boundary file: choose it, say which field holds what, read what was found, then import."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app import access, findings
from app.actions import boundary_import
from app.admin import picking
from app.admin.blueprint import bp
from app.admin.forms import BoundaryFieldsForm, BoundaryFileForm, with_texts
from app.domain.errors import DomainError, NotFound
from app.i18n import OWN_NAMES
from app.models import Level
from app.presentation import now
from app.signing_in import requires
from geo.boundaries import fields_of
from geo.boundary_file import FieldMap

SUFFIXES = (".geojson", ".json", ".gpkg", ".zip", ".fgb")
_TOKEN = re.compile(r"[0-9a-f]{32}")
#: A file that was chosen and not imported is forgotten.
FORGOTTEN_AFTER_S = 24 * 3600


def _folder() -> Path:
    folder = Path(current_app.config["OUTGOING_ROOT"]).parent / "boundary-files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(sent: FileStorage, suffix: str) -> tuple[str, Path]:
    """Keep a file under its own name, which becomes the boundaries' source, in a folder that nobody can guess."""
    for old in _folder().iterdir():
        if old.stat().st_mtime < now().timestamp() - FORGOTTEN_AFTER_S:
            shutil.rmtree(old, ignore_errors=True)
    token = secrets.token_hex(16)
    stem = Path(secure_filename(sent.filename or "")).stem[:100] or "boundaries"
    path = _folder() / token / (stem + suffix)
    path.parent.mkdir()
    sent.save(path)
    return token, path


def _kept(token: str) -> Path:
    """Return the file that was kept under a token. Raises NotFound."""
    found = next(iter((_folder() / token).glob("*")), None) if _TOKEN.fullmatch(token) else None
    if found is None:
        raise NotFound(token)
    return found


@bp.route("/boundaries", methods=["GET", "POST"])
@requires(access.may_administer)
def boundaries() -> Any:
    """Take a file, and go on to its fields."""
    form = BoundaryFileForm()
    if form.validate_on_submit():
        sent = form.file.data
        suffix = Path(sent.filename or "").suffix.lower() if sent else ""
        if not sent or not sent.filename:
            form.file.errors = [_("Choose a file.")]
        elif suffix not in SUFFIXES:
            form.file.errors = [_("Choose a GeoJSON, GeoPackage, zipped Shapefile or FlatGeobuf file.")]
        else:
            token, path = _keep(sent, suffix)
            if fields_of(path):
                return redirect(url_for(".boundary_fields", token=token, level=form.level.data))
            shutil.rmtree(path.parent)
            form.file.errors = [
                _("This file cannot be read, or its areas have no fields. Check it and choose it again.")
            ]
    return render_template("admin/boundaries.html", form=form), 422 if form.errors else 200


@bp.route("/boundaries/<token>/<level>", methods=["GET", "POST"])
@requires(access.may_administer)
def boundary_fields(token: str, level: str) -> Any:
    """Say which field holds what; check the file, and import it once it was looked at."""
    path = _kept(token)
    if level not in {known.value for known in Level}:
        raise NotFound(level)
    form = _form(fields_of(path))
    outcome = None
    if form.validate_on_submit():
        fields = _field_map(form)
        if not fields.names:
            form.form_errors.append(_("Choose at least one field with names."))
        else:
            wanted = request.form.get("act") == "import"
            try:
                outcome = boundary_import.import_file(
                    path,
                    Level(level),
                    fields,
                    country=current_app.config["HOLIDAYS_COUNTRY"],
                    valid_from=form.valid_from.data,
                    at=now(),
                    dry_run=not wanted,
                )
            except DomainError as error:
                form.refuse(error)
            if wanted and outcome and outcome.imported:
                shutil.rmtree(path.parent)
                flash(_told(outcome.imported), "success")
                return redirect(url_for(".areas", level=level))
    return render_template(
        "admin/boundary_fields.html",
        form=form,
        token=token,
        level=level,
        outcome=outcome,
        told=_told(outcome.imported) if outcome and outcome.imported else "",
        sentence=findings.sentence,
    ), 422 if form.errors else 200


def _form(fields: list[str]) -> Any:
    form_class = with_texts(BoundaryFieldsForm)
    for code in current_app.config["LOCALES"]:
        setattr(form_class, f"names_{code}", SelectField(OWN_NAMES.get(code, code)))
    form = form_class(data={"valid_from": picking.today()})
    form.code_field.choices = fields
    for optional in (
        "parent_field",
        "population_field",
        *(f"names_{c}" for c in current_app.config["LOCALES"]),
    ):
        form[optional].choices = [SelectChoice("", _("None")), *fields]
    return form


def _field_map(form: Any) -> FieldMap:
    names = {locale: field for locale, field in form.texts("names").items() if field}
    return FieldMap(
        form.code_field.data, names, form.parent_field.data or None, form.population_field.data or None
    )


def _told(imported: Any) -> str:
    words = _(
        "%(created)d new areas, %(boundaries)d new boundaries, %(renamed)d renamed, %(unchanged)d unchanged.",
        created=len(imported.created),
        boundaries=len(imported.new_boundary),
        renamed=len(imported.renamed),
        unchanged=len(imported.unchanged),
    )
    if imported.rerouted:
        words += " " + _("Open reports that were routed again: %(ids)s.", ids=", ".join(imported.rerouted))
    return words
