"""A report that waited on a phone: taken once, without a form's token, from our own pages alone."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Contact, ServiceRequest
from tests.app.resident.conftest import Form, count, only
from tests.conftest import NOW, sign_in
from tests.factories import World, make_photo

OURS = {"X-Queued": "1", "Accept": "application/json", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def queue(form: Form):
    """Send the form as a phone does that kept it: `queue(description="")`."""

    def send(headers: dict[str, str] | None = None, **values: object):
        return form.client.post(
            "/report/queued", data={**form.values, **values}, headers=OURS if headers is None else headers
        )

    return send


def test_a_report_that_waited_is_taken_with_its_photos_and_answered_with_its_secret_link(
    queue, session
) -> None:
    answer = queue(photo_token=[make_photo(), make_photo()], phone="90 123 45 67")
    report = only()
    assert answer.status_code == 201
    assert answer.json == {
        "public_id": report.public_id,
        "address": f"/r/{report.public_id}/{report.secret}",
        "sent": f"/r/{report.public_id}/{report.secret}/sent",
        "title": report.service.names["uz"],
        "place": answer.json["place"],
        "earlier": False,
    }
    assert len(report.photos) == 2
    assert session.query(Contact).count() == 1


def test_sent_again_it_is_the_same_report_though_its_photos_do_not_wait_any_more(queue, session) -> None:
    tokens = [make_photo()]
    first = queue(photo_token=tokens)
    second = queue(photo_token=tokens)
    assert (second.status_code, second.json["earlier"]) == (200, True)
    assert second.json["address"] == first.json["address"]
    assert count() == 1


def test_sent_by_the_form_first_it_is_the_same_report_too(form: Form, queue, session) -> None:
    form.post()
    assert queue().json["earlier"]
    assert count() == 1


def test_a_photo_that_the_server_has_forgotten_is_asked_for_again(queue, session) -> None:
    kept = make_photo()
    answer = queue(photo_token=[kept, "forgotten"])
    assert answer.status_code == 422
    assert answer.json["gone"] == ["forgotten"]
    assert answer.json["error"]
    assert count() == 0


def test_a_voice_message_that_the_server_has_forgotten_is_asked_for_again(queue, session) -> None:
    answer = queue(recording_token="forgotten")
    assert (answer.status_code, answer.json["gone"]) == (422, ["forgotten"])
    assert count() == 0


REFUSED = [
    ({"latitude": "10", "longitude": "10"}, "latitude", "This place is outside the area that we serve."),
    ({"service_code": ""}, "service_code", "Choose what the problem is."),
    ({"service_code": "moon"}, "service_code", "Choose what the problem is."),
    ({"description": ""}, "description", "Write in a sentence what is wrong, or add a photo."),
    ({"phone": "12"}, "phone", "This phone number"),
    ({"client_uuid": "mine"}, "client_uuid", "The form is damaged."),
]


@pytest.mark.parametrize(("values", "field", "sentence"), REFUSED)
def test_what_the_form_would_refuse_is_refused_in_the_same_words(
    queue, session, values, field, sentence
) -> None:
    answer = queue(**values)
    assert answer.status_code == 422
    said = answer.json["errors"][field][0]
    assert answer.json["error"] == said
    assert sentence.split()[0] in said
    assert count() == 0


FORGED = [
    {"Accept": "application/json"},
    {**OURS, "X-Queued": "yes"},
    {**OURS, "Sec-Fetch-Site": "cross-site"},
    {**OURS, "Sec-Fetch-Site": "same-site"},
    {**OURS, "Origin": "https://elsewhere.example"},
    {**OURS, "Origin": "null"},
]


@pytest.mark.parametrize("headers", FORGED)
def test_nothing_is_taken_from_another_site(queue, session, headers) -> None:
    assert queue(headers).status_code == 400
    assert count() == 0


def test_no_other_site_is_ever_told_that_it_may_ask(client: FlaskClient) -> None:
    asked = client.options(
        "/report/queued",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-queued",
        },
    )
    assert not [name for name, _ in asked.headers if name.lower().startswith("access-control")]


def test_a_session_that_ended_keeps_no_resident_from_sending(app: Flask, queue, monkeypatch, session) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert queue(csrf_token="of a session long gone").status_code == 201


def test_what_an_operator_wrote_waits_until_the_same_operator_has_signed_in(
    queue, form: Form, world: World, session
) -> None:
    written = {**OURS, "X-Queued-As": str(world.operator.id)}
    for somebody in (None, world.dispatcher):
        if somebody:
            sign_in(form.client, somebody)
        refused = queue(written)
        assert refused.status_code == 401
        assert refused.json["error"] == "Sign in as the one who wrote this; then it goes by itself."
    assert count() == 0
    sign_in(form.client, world.operator)
    assert queue(written).status_code == 201
    assert only().channel == "operator"


def test_what_a_resident_wrote_is_not_the_work_of_whoever_has_signed_in_since(
    queue, form: Form, world: World, session
) -> None:
    sign_in(form.client, world.operator)
    queue()
    assert only().channel == "web"


def test_too_many_reports_are_told_to_wait_however_they_come(
    app: Flask, form: Form, queue, session, monkeypatch
) -> None:
    from app.extensions import limiter

    monkeypatch.setitem(app.config, "SUBMIT_LIMIT", "2 per hour")
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    try:
        assert form.post().status_code == 303
        assert queue().status_code == 200
        refused = queue()
        assert refused.status_code == 429
        assert refused.json["error"]
        assert int(refused.headers["Retry-After"]) > 0
    finally:
        limiter.reset()
    assert count(ServiceRequest) == 1
    assert only().submitted_at == NOW
