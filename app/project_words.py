"""What happened to a project, in words: for its page and for the letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.models import ProjectEvent

EVENT = {
    ProjectEvent.BEGUN: _l("The project was begun."),
    ProjectEvent.CHANGED: _l("The project was changed."),
    ProjectEvent.COOLED: _l("The last scan did not find the hot spot any more."),
    ProjectEvent.WARM_AGAIN: _l("The last scan found the hot spot again."),
    ProjectEvent.ENDED: _l("The project is over."),
}
