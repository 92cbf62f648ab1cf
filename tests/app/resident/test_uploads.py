"""The addresses for files in parts: what each answers, and what a line that is really cut leaves behind."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from app.actions import uploads
from app.db import db
from app.models import Photo
from tests.app.pictures import encoded, exif_with, gps_of, quarters
from tests.app.resident.conftest import only
from tests.app.sounds import webm
from tests.factories import World
from tests.live_server import serving


def jpeg(latitude: tuple[float, float, float], longitude: tuple[float, float, float]) -> bytes:
    """A photo taken at a place."""
    return encoded(quarters(1200, 800), exif=exif_with(gps=gps_of(latitude, "N", longitude, "E")))


HERE = jpeg((41.0, 3.0, 0.0), (69.0, 3.0, 0.0))
ELSEWHERE = jpeg((10.0, 0.0, 0.0), (10.0, 0.0, 0.0))
ANY = "/report/uploads"


def begin(client, size: int, kind: str = "photo"):
    return client.post(ANY, data={"kind": kind, "size": size})


def patch(client, address: str, offset: int | str, data: bytes):
    return client.patch(address, data=data, headers={"Upload-Offset": str(offset)})


def test_a_photo_goes_in_parts_and_its_place_is_told(client, world, session):
    begun = begin(client, len(HERE))
    assert begun.status_code == 201
    address, most = begun.json["address"], begun.json["most"]
    assert most == uploads.MAX_PART_BYTES
    part = patch(client, address, 0, HERE[:3000])
    assert (part.status_code, part.json) == (200, {"offset": 3000})
    assert client.get(address).json == {"offset": 3000, "size": len(HERE)}
    head = client.head(address)
    assert (head.headers["Upload-Offset"], head.data) == ("3000", b"")
    assert "no-store" in head.headers["Cache-Control"]
    done = patch(client, address, 3000, HERE[3000:])
    assert done.status_code == 201
    assert done.json["place"] == {"longitude": pytest.approx(69.05), "latitude": pytest.approx(41.05)}
    assert client.get(done.json["thumb"]).mimetype == "image/webp"
    # The answer was lost on its way; the phone asks again, with nothing more to send.
    again = patch(client, address, len(HERE), b"")
    assert (again.status_code, again.json["token"]) == (201, done.json["token"])


def test_a_photo_from_another_country_says_so_in_a_sentence(client, world):
    address = begin(client, len(ELSEWHERE)).json["address"]
    told = patch(client, address, 0, ELSEWHERE).json
    assert told["elsewhere"] == "The photo was taken somewhere else; put the pin yourself."
    assert "place" not in told


def test_a_recording_goes_in_parts_and_is_sent_without_a_word(form, session):
    data = webm(5.0)
    address = begin(form.client, len(data), "recording").json["address"]
    told = patch(form.client, address, 0, data).json
    assert told["seconds"] == pytest.approx(5, abs=0.1)
    form.post(description="", recording_token=told["token"])
    assert only().recording.seconds == pytest.approx(5, abs=0.1)


REFUSED_AT_THE_BEGINNING = [
    ({"kind": "photo", "size": "0"}, 400),
    ({"kind": "photo", "size": "-5"}, 400),
    ({"kind": "photo", "size": "many"}, 400),
    ({"kind": "photo", "size": "9" * 400}, 400),
    ({"kind": "photo"}, 400),
    ({"kind": "film", "size": "5"}, 400),
    ({"size": "5"}, 400),
    ({"kind": "photo", "size": str(21 * 1024 * 1024)}, 422),
    ({"kind": "recording", "size": str(3 * 1024 * 1024)}, 422),
]


@pytest.mark.parametrize(("values", "code"), REFUSED_AT_THE_BEGINNING)
def test_what_cannot_be_taken_is_refused_before_it_travels(client, world, values, code):
    answer = client.post(ANY, data=values)
    assert answer.status_code == code
    assert answer.json["error"]


def test_a_full_house_says_so(client, world, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNFINISHED_BYTES", 10)
    assert begin(client, 11).status_code == 503


def test_a_wrong_offset_tells_the_right_one_and_nonsense_is_refused(client, world):
    address = begin(client, 100).json["address"]
    patch(client, address, 0, b"x" * 40)
    for offset, data in [(0, b"x"), (41, b"x"), (40, b"x" * 61)]:
        answer = patch(client, address, offset, data)
        assert (answer.status_code, answer.json) == (409, {"offset": 40})
    for offset in ("", "-1", "4e1", "٤٠", "9" * 30):
        assert patch(client, address, offset, b"x").status_code == 400
    too_much = b"x" * (uploads.MAX_PART_BYTES + 1)
    assert patch(client, address, 40, too_much).status_code == 400
    assert client.get(address).json["offset"] == 40


def test_a_guessed_token_finds_nothing(client, world):
    for method in ("GET", "HEAD", "PATCH"):
        answer = client.open(
            f"{ANY}/AAAAAAAAAAAAAAAA", method=method, data=b"x", headers={"Upload-Offset": "0"}
        )
        assert answer.status_code == 404


def test_what_is_no_photo_is_refused_in_words_when_it_is_whole(client, world, session):
    address = begin(client, 4).json["address"]
    answer = patch(client, address, 0, b"MZ\x00\x00")
    assert answer.status_code == 422
    assert answer.json["error"].startswith("This is not a photo.")
    assert client.get(address).status_code == 404


@pytest.fixture
def live(committing_app, tmp_path: Path) -> Iterator[str]:
    """A real server: a test client never hangs up in the middle of a body."""
    World()
    db.session.remove()
    with serving(committing_app, tmp_path) as address:
        yield address


class Line:
    """A connection that says exactly so many bytes."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port

    def say(
        self, method: str, path: str, body: bytes = b"", *, cut_after: int | None = None, **headers: Any
    ) -> Any:
        """Return (status, JSON), or None where the line was cut after so many bytes of the body."""
        lines = {"Host": "x", "Content-Length": len(body), "Connection": "close", **headers}
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(
            f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items()
        )
        with socket.create_connection((self.host, self.port), timeout=20) as line:
            line.sendall(head.encode() + b"\r\n" + body[:cut_after])
            if cut_after is not None:
                return None
            answer = b""
            while chunk := line.recv(65536):
                answer += chunk
        top, _, rest = answer.partition(b"\r\n\r\n")
        if b"chunked" in top.lower():
            rest = b"".join(rest.split(b"\r\n")[1::2])
        return int(top.split()[1]), json.loads(rest or b"null")


def test_a_line_that_is_cut_in_the_middle_of_a_part_loses_that_part_alone(live, committing_app):
    line = Line(live)
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    _, begun = line.say("POST", ANY, f"kind=photo&size={len(HERE)}".encode(), **form)
    address = begun["address"]
    third = len(HERE) // 3
    assert line.say("PATCH", address, HERE[:third], Upload_Offset=0) == (200, {"offset": third})
    # Cut: a part of the second part has left the phone, and nobody hears an answer.
    for cut in (0, 1, third // 2, third - 1):
        line.say("PATCH", address, HERE[third : 2 * third], cut_after=cut, Upload_Offset=third)
        status, told = line.say("GET", address)
        assert (status, told["offset"]) == (200, third), cut
    # Cut: the whole part has left, and the answer is not heard.
    line.say("PATCH", address, HERE[third : 2 * third], cut_after=third, Upload_Offset=third)
    for _ in range(50):
        offset = line.say("GET", address)[1]["offset"]
        if offset == 2 * third:
            break
    assert offset == 2 * third
    status, told = line.say("PATCH", address, HERE[2 * third :], Upload_Offset=2 * third)
    assert status == 201
    with committing_app.app_context():
        photo = db.session.scalars(select(Photo)).one()
        assert photo.upload_token == told["token"]
        assert (photo.width, photo.height) == (1200, 800)
        assert db.session.scalar(select(func.count()).select_from(Photo)) == 1
