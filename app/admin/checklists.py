"""Checklists: what crews are asked when they finish a job, service by service."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions import checklists
from app.admin.blueprint import bp
from app.admin.forms import AdminForm
from app.checklist_words import KIND, UNIT, bounds, unit
from app.domain.checklist import UNITS, ItemKind, Question, Unreadable, read_number
from app.domain.errors import DomainError, FieldError, NotFound
from app.i18n import OWN_NAMES, named
from app.models import ChecklistItem, ChecklistWording, Service
from app.presentation import now, number
from app.queries import administration as read
from app.queries import checklists as asked
from app.signing_in import me, requires

#: A new choice begins with so many rows; one that is changed gets so many more.
NEW_ROWS, MORE_ROWS = 6, 3


class QuestionForm(AdminForm):
    """A question; its words, and the choices with their names, come with `_form_for`."""

    unit = SelectField(_l("Counted in"), validate_choice=False)
    minimum = StringField(_l("Smallest number"))
    maximum = StringField(_l("Largest number"))
    is_required = BooleanField(_l("The job cannot be closed without it"))

    def names(self, prefix: str) -> dict[str, str]:
        """Return a text by language."""
        return {code: self[f"{prefix}_{code}"].data or "" for code in languages()}

    def bound(self, name: str) -> float | None:
        """Return a bound, or None where none was typed. Raises FieldError."""
        try:
            return read_number(self[name].data or "")
        except Unreadable:
            raise FieldError(name, "no_number") from None


def languages() -> list[str]:
    """Return the languages that are written by hand: Uzbek in Cyrillic letters is made from the Latin ones."""
    offered: list[str] = current_app.config["LOCALES"]
    return [code for code in offered if code != "uz_Cyrl" or "uz" not in offered]


@bp.get("/services/<int:service_id>/checklist")
@requires(access.may_administer)
def checklist(service_id: int) -> str:
    """Show what is asked for a service, and what was retired."""
    service = read.get(Service, service_id)
    questions = asked.questions(service.id)
    answered = asked.answered([question.item_id for question in questions])
    rows = [
        {
            "id": question.item_id,
            "words": named(question.words),
            "kind": KIND[question.kind],
            "more": _more(question),
            "is_required": question.is_required,
            "is_asked": question.is_asked,
            "is_answered": question.item_id in answered,
        }
        for question in questions
    ]
    return render_template(
        "admin/checklist.html",
        service=service,
        title=named(service.names),
        rows=[row for row in rows if row["is_asked"]],
        retired=[row for row in rows if not row["is_asked"]],
        kinds=[(kind.value, KIND[kind]) for kind in ItemKind],
    )


def _more(question: Question) -> str:
    """Say what else belongs to a question: its unit and bounds, or its choices."""
    if question.kind is ItemKind.CHOICE:
        return ", ".join(named(names) for names in question.choices.values())
    return " ".join(filter(None, (f"{unit(question.unit)}." if question.unit else "", bounds(question))))


@bp.post("/services/<int:service_id>/checklist/<int:item_id>/change")
@requires(access.may_administer)
def change_checklist(service_id: int, item_id: int) -> Any:
    """Ask a question earlier or later, no more, or again; `change` is up, down, remove or restore."""
    item = asked.find_item(service_id, item_id)
    try:
        became = checklists.change(item, request.form.get("change", ""), at=now(), by=me())
    except DomainError as error:
        form = AdminForm()
        form.refuse(error)
        flash(form.form_errors[0], "error")
    else:
        if became == "retired":
            flash(_("The question is not asked any more. What was answered keeps it."), "success")
        elif became == "deleted":
            flash(_("The question is deleted. Nobody had answered it."), "success")
    return redirect(url_for(".checklist", service_id=service_id, _anchor=f"item-{item_id}"), 303)


@bp.route("/services/<int:service_id>/checklist/add/<kind>", methods=["GET", "POST"])
@bp.route("/services/<int:service_id>/checklist/<int:item_id>", methods=["GET", "POST"])
@requires(access.may_administer)
def question(service_id: int, item_id: int | None = None, kind: str = "") -> Any:
    """Add a question or change one."""
    service = read.get(Service, service_id)
    item = asked.find_item(service_id, item_id) if item_id is not None else None
    if item is None and kind not in list(ItemKind):
        raise NotFound(kind)
    of_kind = item.kind if item is not None else ItemKind(kind)
    form = _form_for(of_kind, item)
    if form.validate_on_submit():
        try:
            checklists.save(
                item,
                service=service,
                kind=of_kind,
                wording=_wording(form, of_kind),
                is_required=form.is_required.data,
                at=now(),
                by=me(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The question was saved."), "success")
            return redirect(url_for(".checklist", service_id=service_id))
    page = render_template(
        "admin/question.html",
        form=form,
        service=service,
        kind=of_kind.value,
        kind_words=KIND[of_kind],
        title=named(item.wordings[-1].words) if item is not None else _("New question"),
        own=[(code, OWN_NAMES.get(code, code)) for code in languages()],
        rows=range(_rows(item)) if of_kind is ItemKind.CHOICE else (),
        is_answered=item is not None and bool(asked.answered([item.id])),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _rows(item: ChecklistItem | None) -> int:
    had = len(item.wordings[-1].choices) + MORE_ROWS if item is not None else NEW_ROWS
    return min(had, checklists.MOST_CHOICES)


def _form_for(kind: ItemKind, item: ChecklistItem | None) -> Any:
    """Return the form for a question of this kind, with a field for each language, and what stands in it now."""
    fields: dict[str, Any] = {f"words_{code}": StringField(OWN_NAMES.get(code, code)) for code in languages()}
    for row in range(_rows(item)) if kind is ItemKind.CHOICE else ():
        fields[f"choice-{row}-key"] = HiddenField()
        for code in languages():
            label = _("Answer %(row)s, %(language)s", row=number(row + 1), language=OWN_NAMES.get(code, code))
            fields[f"choice-{row}_{code}"] = StringField(label)
    form = type("OneQuestionForm", (QuestionForm,), fields)(data=_start(item))
    form.unit.choices = [SelectChoice("", _("No unit")), *(SelectChoice(code, UNIT[code]) for code in UNITS)]
    return form


def _start(item: ChecklistItem | None) -> dict[str, Any]:
    if item is None:
        return {"is_required": False}
    last: ChecklistWording = item.wordings[-1]
    start: dict[str, Any] = {f"words_{code}": last.words.get(code, "") for code in languages()}
    for row, choice in enumerate(last.choices):
        start[f"choice-{row}-key"] = choice["key"]
        start |= {f"choice-{row}_{code}": choice["names"].get(code, "") for code in languages()}
    for name in ("minimum", "maximum"):
        bound = getattr(last, name)
        start[name] = "" if bound is None else number(bound)
    return {**start, "unit": last.unit, "is_required": item.is_required}


def _wording(form: Any, kind: ItemKind) -> checklists.Wording:
    words = form.names("words")
    if kind is ItemKind.NUMBER:
        return checklists.Wording(words, form.unit.data or "", form.bound("minimum"), form.bound("maximum"))
    if kind is ItemKind.CHOICE:
        rows = [row for row in range(checklists.MOST_CHOICES) if f"choice-{row}-key" in form]
        return checklists.Wording(
            words,
            choices=[(form[f"choice-{row}-key"].data or "", form.names(f"choice-{row}")) for row in rows],
        )
    return checklists.Wording(words)
