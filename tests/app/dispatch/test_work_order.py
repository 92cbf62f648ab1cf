"""A work order on paper: all that the crew needs, nothing about who reported, and only for the agency's own."""

import re
import zlib

import pytest

from app.notices.links import link
from app.qr import qr_svg
from tests.conftest import sign_in
from tests.every_page import CONTACT
from tests.factories import make_photo


def order_of(report) -> str:
    return f"/dispatch/{report.public_id}/work-order"


def test_the_order_says_what_where_by_when_and_for_whom(desk, world):
    desk.set_cookie("language", "en")
    report = world.report("accepted", address="12-maktab yonida", photo_tokens=[make_photo()])
    text = desk.get(order_of(report)).get_data(as_text=True)
    for said in (
        report.public_id,
        "12-maktab yonida",
        "41.05000, 69.05000",
        world.crew.name,
        "Yoʻlda chuqur bor",
    ):
        assert said in text
    assert "taken within 100 m of the place" in text
    assert text.count('class="order-photos') == 1


def test_its_codes_lead_to_the_job_and_to_the_place(desk, world):
    report = world.report("accepted")
    text = desk.get(order_of(report)).get_data(as_text=True)
    assert qr_svg(link("crew.job", public_id=report.public_id)) in text
    assert qr_svg("geo:41.050000,69.050000") in text


def test_nothing_about_who_reported_is_on_it(desk, world):
    text = desk.get(order_of(world.report("accepted", **CONTACT))).get_data(as_text=True)
    assert not any(value in text for value in [*CONTACT.values(), "7654321"])


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("dispatcher", 200),
        ("admin", 200),
        ("other_dispatcher", 404),
        ("crew_member", 403),
        ("operator", 403),
        ("council", 403),
        ("resident", 403),
    ],
)
def test_only_the_agencys_dispatcher_and_the_admin_print_it(client, world, who, code):
    report = world.report("accepted")
    sign_in(client, getattr(world, who))
    assert client.get(order_of(report)).status_code == code
    assert client.get(f"{order_of(report)}.pdf").status_code == code


LONG = "Yoʻlda chuqur bor, mashinalar oʻta olmayapti, bolalar maktabga boradigan yoʻl. " * 6


@pytest.mark.parametrize(("language", "photos"), [("uz", 4), ("ru", 2), ("kaa", 1), ("uz_Cyrl", 0)])
def test_the_order_as_a_file_is_one_tagged_sheet_with_every_photo(desk, world, language, photos):
    desk.set_cookie("language", language)
    report = world.report("accepted", description=LONG, photo_tokens=[make_photo() for _ in range(photos)])
    answer = desk.get(f"{order_of(report)}.pdf")
    assert answer.mimetype == "application/pdf"
    assert f'filename="work-order-{report.public_id}.pdf"' in answer.headers["Content-Disposition"]
    assert sheets(answer.data) == 1
    assert pictures(answer.data) == photos
    assert b"/StructTreeRoot" in unpacked(answer.data)


def unpacked(pdf: bytes) -> bytes:
    """The objects of a PDF, with those that lie packed in streams."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"\n".join(_unpack(stream) for stream in packed)


def _unpack(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""  # A picture, which is packed in its own way.


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", unpacked(pdf)))


def pictures(pdf: bytes) -> int:
    return len(re.findall(rb"/Subtype\s*/Image\b", unpacked(pdf)))
