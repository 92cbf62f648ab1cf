"""Templates of public replies: in which language, for what, and in which words."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions import reply_templates
from app.admin.blueprint import bp
from app.admin.forms import AdminForm
from app.domain.errors import DomainError
from app.domain.reply_words import PLACEHOLDERS
from app.i18n import OWN_NAMES, named
from app.models import ReplyTemplate, Service, ServiceGroup
from app.queries import administration as read
from app.queries import replies
from app.signing_in import me, requires


class ReplyTemplateForm(AdminForm):
    """A template. `about`: a service (`s7`), a group (`g2`), or nothing for every report."""

    title = StringField(_l("Its name"))
    locale = SelectField(_l("Language"), validate_choice=False)
    about = SelectField(_l("For which reports"), validate_choice=False)
    words = TextAreaField(_l("Words"))
    is_active = BooleanField(_l("On offer"))

    def row(self, letter: str) -> int | None:
        """Return the number of the service (`s`) or the group (`g`) that was chosen."""
        chosen = self.about.data or ""
        return int(chosen[1:]) if chosen[:1] == letter and chosen[1:].isdecimal() else None


@bp.get("/replies")
@requires(access.may_administer)
def reply_list() -> str:
    """List the templates."""
    rows = [
        {
            "id": row.id,
            "title": row.title,
            "language": OWN_NAMES.get(row.locale, row.locale),
            "about": named(about.names) if (about := row.service or row.group) else "",
            "words": row.words,
            "is_active": row.is_active,
        }
        for row in replies.every()
    ]
    return render_template("admin/replies.html", rows=rows)


@bp.route("/replies/add", methods=["GET", "POST"])
@bp.route("/replies/<int:template_id>", methods=["GET", "POST"])
@requires(access.may_administer)
def reply_template(template_id: int | None = None) -> Any:
    """Add a template or change one."""
    found = read.get(ReplyTemplate, template_id) if template_id is not None else None
    form = ReplyTemplateForm(data=_start(found))
    form.locale.choices = [
        SelectChoice(code, OWN_NAMES.get(code, code)) for code in current_app.config["LOCALES"]
    ]
    form.about.choices = _about_choices()
    if form.validate_on_submit():
        try:
            saved = _save(found, form)
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("“%(name)s” was saved.", name=saved.title), "success")
            return redirect(url_for(".reply_list"))
    title = found.title if found else _("New template")
    page = render_template("admin/reply_template.html", form=form, title=title, placeholders=_placeholders())
    return page, 422 if form.errors or form.form_errors else 200


def _start(found: ReplyTemplate | None) -> dict[str, Any]:
    if found is None:
        return {"is_active": True, "locale": current_app.config["LOCALES"][0]}
    about = f"s{found.service_id}" if found.service_id else ""
    about = f"g{found.service_group_id}" if found.service_group_id else about
    same = ("title", "locale", "words", "is_active")
    return {"about": about, **{name: getattr(found, name) for name in same}}


def _save(found: ReplyTemplate | None, form: ReplyTemplateForm) -> ReplyTemplate:
    service_id, group_id = form.row("s"), form.row("g")
    offered: list[str] = current_app.config["LOCALES"]
    return reply_templates.save(
        found,
        title=form.title.data or "",
        words=form.words.data or "",
        locale=form.locale.data if form.locale.data in offered else "",
        service=read.get(Service, service_id) if service_id else None,
        group=read.get(ServiceGroup, group_id) if group_id else None,
        is_active=form.is_active.data,
        by=me(),
    )


def _about_choices() -> list[SelectChoice]:
    choices = [SelectChoice("", _("Every report"))]
    for group in read.services():
        name = named(group.names)
        choices.append(SelectChoice(f"g{group.id}", _("All of the group"), optgroup=name))
        choices += [SelectChoice(f"s{one.id}", named(one.names), optgroup=name) for one in group.services]
    return choices


def _placeholders() -> list[tuple[str, str]]:
    said = {
        "number": _("the number of the report"),
        "service": _("what the problem is"),
        "agency": _("who answers"),
        "place": _("the mahalla and the district"),
        "due": _("by when it is promised"),
        "link": _("the address of its page"),
    }
    return [("{" + name + "}", said[name]) for name in PLACEHOLDERS]
