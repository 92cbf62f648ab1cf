"""Speaking instead of writing, as the form sees it: with the script by token, without it as a file."""

from __future__ import annotations

import io
import re

import pytest
from flask_babel import force_locale

from app.actions.recordings import keep_recording
from app.models import Recording
from app.refusals import sentence
from app.voice import RecordingTooLarge
from tests.app.resident.conftest import count, only, words
from tests.app.sounds import mp4, ogg, webm


def file(data: bytes, name: str = "voice.m4a") -> tuple[io.BytesIO, str]:
    """A recording for a form."""
    return io.BytesIO(data), name


def token_of(response) -> str:
    """The recording that a form holds."""
    return re.search(r'name="recording_token" value="([^"]*)"', response.text)[1]


@pytest.fixture
def token(form, now) -> str:
    """A recording that was uploaded ahead."""
    return keep_recording(webm(12.0), at=now).upload_token


def test_a_report_that_was_spoken_needs_no_words(form, token):
    assert form.post(description="", recording_token=token).status_code == 303
    report = only()
    assert report.description == ""
    assert report.recording.seconds == pytest.approx(12, abs=0.1)
    assert report.recording.upload_token is None


def test_neither_words_nor_voice_nor_photo_is_refused(form):
    response = form.post(description="")
    assert response.status_code == 422
    assert "Write in a sentence what is wrong, or add a photo." in words(response)


@pytest.mark.parametrize("data", [webm(), ogg(), mp4()])
def test_without_a_script_a_file_is_as_good(form, data):
    checked = form.post("check", description="", recording=file(data))
    assert checked.status_code == 200
    assert "Voice message, 0:03" in words(checked)
    form.post("send", description="", recording_token=token_of(checked))
    assert only().recording is not None


def test_it_survives_an_error_elsewhere_and_the_way_back(form, token):
    refused = form.post(recording_token=token, phone="12")
    assert (refused.status_code, token_of(refused)) == (422, token)
    assert token_of(form.post("change", recording_token=token)) == token
    assert "A voice message is here already." in words(refused)


def test_the_same_form_sent_twice_is_one_report_with_one_voice(form, token):
    first, second = (form.post(description="", recording_token=token) for _ in range(2))
    assert first.location == second.location
    assert (count(), count(Recording)) == (1, 1)


REFUSED = [
    (b"ID3\x04 music", "This is not a voice recording. Record it again here, or write what is wrong."),
    (webm(120.0), "This recording is too long. Speak for at most 60 seconds."),
    (mp4()[:-4], "This recording is damaged. Record it again."),
]


@pytest.mark.parametrize(("data", "told"), REFUSED, ids=["music", "long", "damaged"])
def test_what_is_no_recording_is_told_and_nothing_typed_is_lost(form, data, told):
    response = form.post(recording=file(data))
    assert response.status_code == 422
    assert told in words(response)
    assert "Yoʻlda chuqur bor" in response.text
    assert (count(), count(Recording)) == (0, 0)


def test_how_large_one_may_be_is_said(app):
    with force_locale("en"):
        told = sentence(RecordingTooLarge(3_000_000, 2_097_152))
    assert told == "This recording is too large. Send one of at most 2 MB."


def test_one_that_is_gone_is_told(form):
    response = form.post(description="", recording_token="nothing-like-it")
    assert response.status_code == 422
    assert "The recording is no longer here because too much time passed." in words(response)
    assert count() == 0


def test_the_microphone_is_allowed_to_our_own_pages_alone(form):
    headers = form.client.get("/report").headers
    assert "microphone=(self)" in headers["Permissions-Policy"]
    assert "media-src 'self' blob:" in headers["Content-Security-Policy"]
