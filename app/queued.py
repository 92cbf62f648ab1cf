"""Acts that waited on somebody's device and come by themselves: the server's half of `js/queue.js`.

They carry no form's token: the form may be days old, its session long ended, and the page that wrote it closed.
Forging is kept out otherwise. Another site cannot make a browser send our header: a request with a header of its
own is asked about first (CORS), and this server never agrees. Where the browser says which site a request comes
from, that has to be this one. An act is known by its id, so whatever arrives twice happens once.
"""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import urlsplit

from flask import abort, make_response, request
from flask_babel import gettext as _

from app.models import User
from app.signing_in import me_or_none

HEADER = "X-Queued"
#: The number of the staff member as whom the act was written; empty for a visitor.
AUTHOR = "X-Queued-As"


def refuse_forged() -> None:
    """Let pass what our own script sent from our own pages; 400 for anything else."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    is_ours = not origin or urlsplit(origin).netloc == request.host
    if request.headers.get(HEADER) != "1" or site != "same-origin" or not is_ours:
        abort(400)


def author() -> User | None:
    """Return the staff member as whom the act was written, or None for a visitor's.

    A phone is passed on, and a session ends: what one wrote is never done in the name of another. 401 then, with
    a sentence; the act goes on waiting.
    """
    claimed = request.headers.get(AUTHOR, "")
    if not claimed:
        return None
    user = me_or_none()
    if user is None or str(user.id) != claimed:
        refuse(401, _("Sign in as the one who wrote this; then it goes by itself."))
    return user


def refuse(code: int, sentence: str, **more: Any) -> NoReturn:
    """Answer the queue with a refusal that its author can read."""
    abort(make_response({"error": sentence, **more}, code))
