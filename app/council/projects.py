"""What a council does about its hot spots: projects, their history, and who follows them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import projects as acting
from app.council import spot_words
from app.council.acting_forms import EndForm, ProjectForm
from app.council.blueprint import bp
from app.council.hot_spots import show
from app.domain.errors import DomainError, NotPermitted
from app.models import Project
from app.policy import policy
from app.presentation import now
from app.project_words import EVENT
from app.queries import hot_spots, projects
from app.signing_in import me, requires


@bp.get("/projects")
@requires(access.may_use_council)
def project_list() -> Any:
    """List the projects of this council, and of those inside its area."""
    found = projects.of_council(me())
    return render_template("council/projects.html", projects=found, today=policy().calendar.local_day(now()))


@bp.post("/hot-spots/<int:hot_spot_id>/project")
@requires(access.may_use_council)
def begin_project(hot_spot_id: int) -> Any:
    """Make a project of a hot spot."""
    spot = hot_spots.find(hot_spot_id, me())
    form = ProjectForm()
    if form.until_on.process_errors:
        form.until_on.errors = list(form.until_on.process_errors)
        return show(spot, project=form, code=422)
    try:
        made = acting.begin(
            spot, hot_spots.area_for(spot, me()), **_written(form, note=False), by=me(), at=now()
        )
    except NotPermitted:
        raise
    except DomainError as error:
        form.refuse(error)
        return show(hot_spots.find(hot_spot_id, me()), project=form, code=422)
    flash(_("The project is begun. You are told of each change, and of what the next scans find."), "success")
    return redirect(url_for(".project", project_id=made.id), 303)


@bp.get("/hot-spots/<int:hot_spot_id>/project")
@requires(access.may_use_council)
def begin_project_again(hot_spot_id: int) -> Any:
    """Lead back to the hot spot from the address of a refused form."""
    return redirect(url_for(".hot_spot", hot_spot_id=hot_spot_id))


@bp.route("/projects/<int:project_id>", methods=["GET", "POST"])
@requires(access.may_use_council)
def project(project_id: int) -> Any:
    """Show a project, and change it."""
    found = projects.find(project_id, me())
    if request.method == "GET":
        return _page(found)
    form = ProjectForm()
    if form.until_on.process_errors:
        form.until_on.errors = list(form.until_on.process_errors)
        return _page(found, form=form), 422
    try:
        acting.change(found, **_written(form), by=me(), at=now())
    except NotPermitted:
        raise
    except DomainError as error:
        form.refuse(error)
        return _page(projects.find(project_id, me()), form=form), 422
    flash(_("The project is changed. Whoever follows it is told."), "success")
    return redirect(url_for(".project", project_id=project_id), 303)


@bp.post("/projects/<int:project_id>/end")
@requires(access.may_use_council)
def end_project(project_id: int) -> Any:
    """Say that a project is over."""
    form = EndForm()
    try:
        acting.end(projects.find(project_id, me()), note=form.note.data or "", by=me(), at=now())
    except NotPermitted:
        raise
    except DomainError as error:
        form.refuse(error)
        return _page(projects.find(project_id, me()), end=form), 422
    flash(_("The project is over. Whoever followed it is told what came of it."), "success")
    return redirect(url_for(".project", project_id=project_id), 303)


@bp.post("/projects/<int:project_id>/follow")
@requires(access.may_use_council)
def follow_project(project_id: int) -> Any:
    """Be told of each change, or not any more."""
    found = projects.find(project_id, me())
    if request.form.get("follow") == "no":
        acting.unfollow(found, by=me())
        flash(_("You are not told of this project any more."), "success")
    else:
        acting.follow(found, by=me())
        flash(_("You are told of each change of this project."), "success")
    return redirect(url_for(".project", project_id=project_id), 303)


@bp.get("/projects/<int:project_id>/<any(end, follow):what>")
@requires(access.may_use_council)
def project_again(project_id: int, what: str) -> Any:
    """Lead back to the project from the address of a refused form."""
    return redirect(url_for(".project", project_id=project_id))


def _written(form: ProjectForm, *, note: bool = True) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": form.name.data or "",
        "post": form.post.data or "",
        "until_on": form.until_on.data,
    }
    return {**written, "note": form.note.data or ""} if note else written


def _page(found: Project, *, form: ProjectForm | None = None, end: EndForm | None = None) -> str:
    if form is None:
        form = ProjectForm(
            formdata=None, data={"name": found.name, "post": found.post, "until_on": found.until_on}
        )
    return render_template(
        "council/project.html",
        project=found,
        line=spot_words.lines([found.spot], {}, now())[0],
        form=form,
        end=end or EndForm(formdata=None),
        follows=projects.follows(found, me()),
        changes=[(change, EVENT[change.event]) for change in reversed(found.changes)],
        is_late=found.ended_at is None and found.until_on < policy().calendar.local_day(now()),
    )
