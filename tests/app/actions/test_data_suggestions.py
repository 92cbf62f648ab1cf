"""What data sets people would like: kept encrypted for the admin, within bounds, for a year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.actions import open_data
from app.db import db
from app.domain.errors import FieldError, NotPermitted
from app.domain.text import TextTooLong
from app.models import DataSuggestion
from tests.factories import NOW, World


def test_a_suggestion_is_kept_encrypted_for_the_admin(session: Any) -> None:
    world = World()
    open_data.suggest("  Suv quvurlari xaritasi \x00\u202e", at=NOW)
    kept = db.session.scalars(select(DataSuggestion)).one()
    assert kept.words == "Suv quvurlari xaritasi"
    assert "Suv" not in db.session.execute(db.text("SELECT words FROM data_suggestion")).scalar_one()
    with pytest.raises(NotPermitted):
        open_data.drop_suggestion(kept.id, by=world.dispatcher)
    open_data.drop_suggestion(kept.id, by=world.admin)
    open_data.drop_suggestion(kept.id, by=world.admin)
    assert db.session.scalars(select(DataSuggestion)).all() == []


def test_empty_endless_and_too_many_suggestions_are_refused(session: Any, monkeypatch: Any) -> None:
    for nothing_said in ("", " \u200b\x00 "):
        with pytest.raises(FieldError, match="missing"):
            open_data.suggest(nothing_said, at=NOW)
    with pytest.raises(TextTooLong):
        open_data.suggest("a" * 2_001, at=NOW)
    monkeypatch.setattr(open_data, "MOST_SUGGESTIONS", 1)
    open_data.suggest("Birinchi", at=NOW)
    with pytest.raises(FieldError, match="full"):
        open_data.suggest("Ikkinchi", at=NOW)


def test_suggestions_are_forgotten_after_a_year(session: Any) -> None:
    open_data.suggest("Eski", at=NOW - timedelta(days=366))
    open_data.suggest("Yangi", at=NOW)
    assert open_data.forget_suggestions(NOW) == 1
    assert db.session.scalars(select(DataSuggestion)).one().words == "Yangi"
