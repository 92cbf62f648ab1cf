"""A work order on paper: all that the crew needs, nothing about who reported, and only for the agency's own."""

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
