"""What a test opens pages with."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import db
from tests import house_rules


class Visitor(FlaskClient):
    """A browser without JavaScript that reads English, the language of the code.

    Each request runs in a context of its own, as on a real server: nothing that the test or an earlier
    request left in `g` is there. What the test wrote is committed first, and read afresh afterwards. Each
    page it opens has to keep the house rules.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        kwargs.setdefault("buffered", True)  # A file that is served is closed again.
        answer = Context().run(super().open, *args, **kwargs)
        if house_rules.is_a_page(answer):
            wrong = house_rules.complaints(answer.text)
            assert not wrong, f"{answer.request.path} breaks house rules:\n" + "\n".join(wrong)
        return answer
