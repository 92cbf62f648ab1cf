"""Paper: a sheet is set with what its reader may see, and with nothing from elsewhere."""

import logging

import pytest

from app import paper
from tests.app.dispatch.test_work_order import pictures, sheets
from tests.factories import World, make_photo

SHEET = "<!doctype html><html lang=uz><title>Varaq</title><p>Sʼoʻz, сўз, sóz.</p>{}</html>"


def set_on_paper(app, body: str) -> bytes:
    with app.test_request_context("/dispatch/"):
        return paper.pdf(SHEET.format(body), "sheet").data


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/picture.png",
        "file:///etc/passwd",
        "https://localhost/static/img/mark.svg",
        "/nothing-here.png",
    ],
)
def test_what_is_not_ours_or_not_there_is_not_fetched_and_the_log_says_so(app, address, caplog):
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        made = set_on_paper(app, f"<img src='{address}' alt='A picture'>")
    assert sheets(made) == 1
    assert pictures(made) == 0
    assert address.rpartition("/")[2] in caplog.text


def test_a_picture_of_ours_is_on_the_sheet(app):
    photo = World().report("accepted", photo_tokens=[make_photo()]).photos[0]
    assert pictures(set_on_paper(app, f"<img src='/photos/{photo.key}/small.webp' alt='A hole'>")) == 1
