"""The shared pieces of pages, one by one."""

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace as Thing

import pytest
from flask import get_template_attribute
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField

from app import words
from app.domain.lifecycle import Status
from app.queries.page import Page
from tests.conftest import NOW

APP = Path(__file__).resolve().parents[2] / "app"
ICONS = {
    name
    for line in (APP / "static" / "icons.txt").read_text(encoding="utf-8").splitlines()
    if (name := line.split("#")[0].strip())
}


@pytest.fixture(autouse=True)
def _request(app):
    with app.test_request_context("/reports?status=open", headers={"Accept-Language": "en"}):
        yield


def macro(path):
    file, name = path.split(":")
    return get_template_attribute(f"components/{file}.html", name)


def icons_in(html):
    return set(re.findall(r"icons\.svg\?v=\w+#([\w-]+)", html))


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", str(html))).split())


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_word_an_icon_and_a_place_in_the_sprite(status):
    chip = macro("basics:status_chip")(status)
    assert text(chip) == words.STATUS[status]
    assert icons_in(chip) == {words.STATUS_ICON[status]} <= ICONS


def test_overdue_is_said_in_words_whatever_the_status():
    assert text(macro("basics:status_chip")(Status.ACCEPTED, True)) == "Overdue"


@pytest.mark.parametrize(
    ("due", "said", "tone"),
    [
        (timedelta(days=2), "By November 20, 2026, 10:00", ""),
        (timedelta(hours=3), "Due today: November 18, 2026, 13:00", "promise-today"),
        (timedelta(days=-1), "Was due by November 17, 2026, 10:00", "promise-late"),
    ],
)
def test_a_promise_is_quiet_until_it_matters(frozen_time, due, said, tone):
    html = macro("basics:promise")(NOW + due)
    assert text(html) == said
    assert tone in html
    assert macro("basics:promise")(NOW + due, False).strip() == ""


class Example(FlaskForm):
    name = StringField("Name")
    kind = RadioField("Kind", choices=["a", "b"])
    agree = BooleanField("Write to me")


@pytest.mark.parametrize("name", ["name", "kind", "agree"])
def test_a_field_says_its_error_between_hint_and_input_in_the_words_of_the_summary(name):
    form = Example()
    form[name].errors = ["Write your name."]
    html = macro("forms:field")(form[name], "As in your passport.")
    label, error, hint = (
        html.index(part) for part in (str(form[name].label.text), "Write your name.", "passport")
    )
    assert label < hint or name == "agree"
    assert name == "agree" or hint < error < html.index("<input")
    assert f"{name}-error" in html
    summary = macro("forms:error_summary")(form)
    assert "Write your name." in summary
    target = re.search(r'href="#([^"]+)"', summary)[1]
    assert f'id="{target}"' in html


def test_a_form_without_errors_has_no_summary():
    assert macro("forms:error_summary")(Example()).strip() == ""


def test_a_field_tells_screen_readers_its_hint_and_its_error():
    form = Example()
    form.name.errors = ["Write your name."]
    html = macro("forms:field")(form.name, "As in your passport.", autocomplete="name")
    assert 'aria-describedby="name-hint name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="name"' in html
    assert '<label class="field-label" for="name">' in html


def test_services_that_are_not_offered_any_more_are_not_shown():
    offered, gone = (
        Thing(
            service_code=code, names={"en": code}, descriptions={}, icon="road", is_active=active,
            photo_before_required=False,
        )
        for code, active in (("pothole", True), ("closed_service", False))
    )  # fmt: skip
    html = macro("forms:service_picker")(
        [Thing(names={"en": "Roads"}, icon="road", services=[offered, gone])], "pothole"
    )
    assert "closed_service" not in html
    assert re.search(r'value="pothole"\s*checked', html)
    assert "open>" in html


@pytest.mark.parametrize(
    ("number", "has_next", "links"),
    [(1, False, []), (1, True, ["2"]), (2, True, ["1", "3"]), (3, False, ["2"])],
)
def test_pages_lead_on_and_back_with_the_filter(number, has_next, links):
    html = macro("lists:pagination")(Page([], number, 20, has_next), "resident.reports", {"status": "open"})
    assert re.findall(r"page=(\d+)", html) == links
    assert html.count("status=open") == len(links)


def test_a_number_has_its_label_its_unit_and_its_change_in_words():
    html = macro("lists:stat")("Open", "128", "reports", "12 fewer than in October", "down", "better")
    assert text(html) == "Open 128 reports 12 fewer than in October"
    assert icons_in(html) == {"arrow-down"}


def test_sentences_for_scripts_survive_quotes_and_markup():
    html = macro("lists:map_words")({"none": "o'zbek \"so'z\" <b>"})
    assert '"' not in html
    assert "<" not in html
    assert json.loads(unescape(str(html)))["none"] == "o'zbek \"so'z\" <b>"


def test_before_and_after_are_two_pictures_with_words():
    before, after = (Thing(url=f"/{n}.webp", alt=n) for n in ("hole", "mended"))
    html = macro("facts:before_after")(before, after)
    assert re.findall(r'alt="(\w+)"', html) == ["hole", "mended"]
    assert text(html) == "Before After"


def test_the_languages_are_called_by_their_own_names_and_keep_the_page(client):
    html = client.get("/reports?status=open").text
    for name in ("Oʻzbekcha", "Ўзбекча", "Qaraqalpaqsha", "Русский", "English"):
        assert name in html
    assert "next=/reports?status%3Dopen" in html or "next=/reports?status=open" in html


def test_every_icon_that_templates_and_scripts_name_is_in_the_sprite(app):
    named = set()
    for folder in ("templates", "static/js"):
        for file in (APP / folder).rglob("*.*"):
            source = file.read_text(encoding="utf-8")
            named |= set(re.findall(r'\bicon\("([\w-]+)"', source))
    assert named <= ICONS, named - ICONS
