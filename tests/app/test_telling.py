"""A promise in a few words, as tables and cards say it."""

from datetime import timedelta

import pytest

from app.telling import due_words
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("delta", "said", "tone"),
    [
        (timedelta(days=-18, hours=-5), "18 days late", "late"),
        (timedelta(hours=-25), "1 day late", "late"),
        (timedelta(hours=-3, minutes=-20), "3 hours late", "late"),
        (timedelta(minutes=-1), "1 minute late", "late"),
        (timedelta(0), "Today by 10:00", "today"),
        (timedelta(hours=13, minutes=59), "Today by 23:59", "today"),
        (timedelta(hours=14), "Tomorrow by 00:00", ""),
        (timedelta(hours=37, minutes=59), "Tomorrow by 23:59", ""),
        (timedelta(days=2), "In 2 days", ""),
        (timedelta(days=40), "In 40 days", ""),
    ],
)
def test_a_promise_is_told_in_days_of_the_place(app, delta, said, tone):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        due = due_words(NOW + delta, NOW)
    assert (due.words, due.tone) == (said, tone)
