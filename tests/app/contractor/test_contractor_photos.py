"""Photos of a contractor's answer: prepared like everybody's, for staff alone, and no proof of a repair."""

import io
import re

import pytest
from PIL import Image

from app.actions import contractors, fieldwork
from app.contractor_link import token_of
from app.db import db
from app.domain.errors import DemandNotMet, PhotoGone, TooManyPhotos
from app.models import ContractorAnswer, Photo, PhotoKind, Remark
from app.photos import SIZES
from app.queries import reports
from tests.app.conversations import invite, uuid
from tests.app.pages import words
from tests.app.pictures import TASHKENT_LAT, TASHKENT_LON, encoded, exif_with, gps_of, quarters
from tests.conftest import NOW, new_visitor, sign_in
from tests.factories import World, make_photo


@pytest.fixture
def world(app, session):
    return World()


def file(data=None, name="photo.jpg"):
    return io.BytesIO(encoded(quarters()) if data is None else data), name


def answer(client, link, **values):
    sent = {"client_uuid": uuid(), "answer": "done", "words": "Yamadik", **values}
    return client.post(f"/c/{token_of(link.id)}", data=sent, content_type="multipart/form-data")


def tokens(response):
    return re.findall(r'name="photo_token" value="([^"]+)"', response.text)


def desk_of(app, world):
    desk = new_visitor(app)
    sign_in(desk, world.dispatcher)
    return desk


def test_they_stand_with_the_answer_among_the_notes_and_nowhere_else(world, app, client):
    sr = world.report()
    link = invite(world, sr)
    assert answer(client, link, photos=[file(), file()]).status_code == 303
    (note,) = db.session.query(Remark).all()
    photos = db.session.query(Photo).order_by(Photo.id).all()
    assert note.detail["photo_ids"] == [photo.id for photo in photos]
    assert {(photo.kind, photo.staff_only, photo.service_request_id) for photo in photos} == {
        (PhotoKind.CONTRACTOR, True, sr.id)
    }
    page = desk_of(app, world).get(f"/dispatch/{sr.public_id}")
    assert "They prove no repair" in words(page)
    public = [
        f"/r/{sr.public_id}",
        f"/r/{sr.public_id}/card",
        f"/r/{sr.public_id}/{sr.secret}",
        "/reports",
        "/",
    ]
    for photo in photos:
        assert f"/photos/{photo.key}/small.webp" in page.text
        assert not any(photo.key in client.get(address).text for address in public)
        for size in SIZES:
            address = f"/photos/{photo.key}/{size}.webp"
            assert client.get(address).status_code == 404
            assert desk_of(app, world).get(address).status_code == 200
    for kind in (PhotoKind.BEFORE, PhotoKind.AFTER):
        assert reports.photos_of(sr, kind) == []


def test_where_and_when_is_taken_out_of_the_file_and_the_place_is_not_kept(world, app, client):
    sr = world.report()
    gps = gps_of(TASHKENT_LAT, "N", TASHKENT_LON, "E")
    data = encoded(quarters(), "JPEG", exif=exif_with({}, gps).tobytes())
    assert answer(client, invite(world, sr), photos=[file(data)]).status_code == 303
    photo = db.session.query(Photo).one()
    assert (photo.taken_longitude, photo.distance_m) == (None, None)
    kept = desk_of(app, world).get(f"/photos/{photo.key}/large.webp").data
    assert not Image.open(io.BytesIO(kept)).getexif()


REFUSED = [
    ([(b"not a photo at all", "bad.jpg")], "This is not a photo.", 0),
    ([(encoded(quarters())[:400], "cut.jpg"), (None, "good.jpg")], "This photo is damaged.", 1),
    ([(None, f"{n}.jpg") for n in range(6)], "Add at most 5 photos.", 5),
]


@pytest.mark.parametrize(("files", "said", "kept"), REFUSED)
def test_what_is_refused_is_told_and_the_rest_of_the_answer_stays(world, client, files, said, kept):
    link = invite(world, world.report())
    refused = answer(client, link, photos=[file(*one) for one in files])
    assert refused.status_code == 422
    assert said in words(refused)
    assert "Yamadik" in refused.text
    assert len(tokens(refused)) == kept
    assert db.session.query(Remark).count() == 0
    assert answer(client, link, photo_token=tokens(refused)).status_code == 303
    assert len(db.session.query(Remark).one().detail.get("photo_ids", [])) == kept


def test_a_photo_is_kept_while_the_answer_is_written(world, client):
    link = invite(world, world.report())
    address = f"/c/{token_of(link.id)}/photos"
    kept = client.post(address, data={"photo": file()}, content_type="multipart/form-data")
    assert kept.status_code == 201
    assert client.get(kept.json["thumb"]).status_code == 200
    refused = client.post(address, data={"photo": file(b"nothing")}, content_type="multipart/form-data")
    assert (refused.status_code, refused.json["error"][:19]) == (422, "This is not a photo")
    assert answer(client, link, photo_token=[kept.json["token"]]).status_code == 303
    assert client.get(kept.json["thumb"]).status_code == 404
    late = client.post(address, data={"photo": file()}, content_type="multipart/form-data")
    assert late.status_code == 410
    assert "This link is not valid any more." in late.json["error"]


@pytest.mark.parametrize("kind", ["before", "after"])
def test_photos_of_another_kind_or_another_form_do_not_come_with_it(world, kind):
    link = invite(world, world.report())
    with pytest.raises(PhotoGone):
        contractors.answer(
            link,
            ContractorAnswer.DONE,
            words="",
            photo_tokens=[make_photo(kind)],
            client_uuid=uuid(),
            at=NOW,
        )


def test_too_many_are_refused_and_the_link_holds_on(world):
    link = invite(world, world.report())
    said = {"words": "", "client_uuid": uuid(), "at": NOW}
    many = [make_photo("contractor") for _ in range(6)]
    with pytest.raises(TooManyPhotos):
        contractors.answer(link, ContractorAnswer.DONE, photo_tokens=many, **said)
    db.session.refresh(link)
    assert link.holds(NOW)
    contractors.answer(link, ContractorAnswer.DONE, photo_tokens=many[:5], **said)


def test_they_are_no_proof_for_the_crew(world):
    sr = world.report("in_progress")
    with pytest.raises((PhotoGone, DemandNotMet)):
        fieldwork.resolve(sr, by=world.crew_member, photo_tokens=[make_photo("contractor")], at=NOW)


def test_behind_tls_the_answer_is_taken_from_our_own_page(app, world, monkeypatch):
    """Behind TLS a form must come from our own site, so the page may not forbid to say so."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client, host = new_visitor(app), "https://localhost"
    path = f"/c/{token_of(invite(world, world.report()).id)}"
    page = client.get(path, base_url=host)
    assert page.headers["Referrer-Policy"] == "same-origin"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    data = {"answer": "done", "words": "", "client_uuid": uuid(), "csrf_token": token}
    assert client.post(path, base_url=host, data=data, headers={"Referer": host + path}).status_code == 303
    assert client.post(path, base_url=host, data={**data, "csrf_token": ""}).status_code == 400
