"""Importing a boundary file by form: checked, looked at, imported, and forgotten where nobody goes on."""

import io
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import Area, Boundary
from tests.conftest import sign_in
from tests.factories import World


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def admin(world, client):
    sign_in(client, world.admin)
    return client


def collection(*squares):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"kod": code, "nomi": name},
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [[[w, s], [w + 0.1, s], [w + 0.1, s + 0.1], [w, s + 0.1], [w, s]]],
                    },
                }
                for code, name, w, s in squares
            ],
        }
    ).encode()


#: What the second step of the import sends, as a browser does: every field of it.
FIELDS = {
    "code_field": "kod",
    "parent_field": "",
    "population_field": "",
    **{f"names_{code}": "nomi" if code == "uz" else "" for code in ("uz", "uz_Cyrl", "kaa", "ru", "en")},
    "valid_from": "2026-01-01",
}


def upload(admin, data, name="areas.geojson", level="mahalla"):
    return admin.post("/admin/boundaries", data={"file": (io.BytesIO(data), name), "level": level})


def test_a_boundary_file_is_checked_and_then_imported(admin, world, session):
    answer = upload(admin, collection(("170103", "Yangi", 69.2, 41.0)))
    assert answer.status_code == 302
    checked = admin.post(answer.location, data={**FIELDS, "act": "check"})
    assert "1 new areas" in checked.text
    assert session.scalar(select(Area).where(Area.code == "170103")) is None
    assert admin.post(answer.location, data={**FIELDS, "act": "import"}).status_code == 302
    area = session.scalar(select(Area).where(Area.code == "170103"))
    assert (area.names["uz"], area.parent_id) == ("Yangi", world.district.id)
    # The source that is kept with the boundary is the file's own name.
    assert session.scalar(select(Boundary.source).where(Boundary.area_id == area.id)) == "areas.geojson"
    # What was imported is not kept a second time.
    assert admin.get(answer.location).status_code == 404


def test_a_boundary_file_that_was_never_imported_is_forgotten_after_a_day(admin, world):
    old = upload(admin, collection(("170103", "Yangi", 69.2, 41.0))).location
    folder = Path(admin.application.config["OUTGOING_ROOT"]).parent / "boundary-files" / old.split("/")[3]
    os.utime(folder, (0, 0))
    new = upload(admin, collection(("170104", "Eski", 69.4, 41.0))).location
    assert admin.get(old).status_code == 404
    assert admin.get(new).status_code == 200


def test_a_broken_boundary_file_is_told_in_words_and_nothing_is_imported(admin, world, session):
    answer = upload(admin, collection(("1", "A", 69.2, 41.0), ("1", "B", 69.3, 41.0)))
    told = admin.post(answer.location, data={**FIELDS, "act": "import"})
    assert "Each code may stand once" in told.text
    assert session.scalar(select(Area).where(Area.code == "1")) is None


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "a.geojson"), (b"{}", "a.geojson"), (b"x", "a.exe"), (b"PK", "a.zip")]
)
def test_what_is_no_boundary_file_is_refused(admin, data, name):
    assert upload(admin, data, name).status_code == 422


@pytest.mark.parametrize("token", ["../../etc/passwd", "a.geojson", "..", "0" * 32])
def test_an_upload_that_is_not_here_is_not_found(admin, token):
    assert admin.get(f"/admin/boundaries/{token}/mahalla").status_code == 404
