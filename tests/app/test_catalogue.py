"""The catalogue of services: complete in five languages, and loaded without undoing an admin's work."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue import (
    AGENCY_KINDS,
    DEFAULT,
    DEFAULT_FOLDER,
    GROUPS,
    SERVICES,
    CatalogueError,
    read_catalogue,
)
from app.catalogue.load import load_catalogue
from app.models import INBOX_KIND, Service, ServiceGroup

LOCALES = ["uz", "uz_Cyrl", "kaa", "ru", "en"]
ICONS = Path(__file__).parents[2] / "app" / "static" / "icons.txt"
TEXTS = [
    *((f"kind {kind.code}", kind.names) for kind in AGENCY_KINDS.values()),
    *((f"group {group.code}", group.names) for group in GROUPS),
    *((f"name of {service.service_code}", service.names) for service in SERVICES),
    *((f"description of {service.service_code}", service.descriptions) for service in SERVICES),
]
CYRILLIC = "uz_Cyrl", "ru"
LATIN = "uz", "kaa", "en"


def test_there_is_enough_to_choose_from() -> None:
    assert len(GROUPS) >= 10
    assert len(SERVICES) >= 36
    assert {service.group_code for service in SERVICES} == {group.code for group in GROUPS}
    assert INBOX_KIND in AGENCY_KINDS
    assert {"clean_city", "water", "power", "gas", "heat", "roads", "landscaping", "mahalla"} <= set(
        AGENCY_KINDS
    )


@pytest.mark.parametrize(("what", "texts"), TEXTS, ids=[what for what, _ in TEXTS])
def test_every_text_is_there_in_five_languages_and_their_scripts(what: str, texts: dict[str, str]) -> None:
    assert list(texts) == LOCALES
    for locale, text in texts.items():
        assert text == text.strip()
        foreign = "[A-Za-zʻʼ]" if locale in CYRILLIC else "[\u0400-\u04ff]"
        assert not re.search(foreign, text), f"{what}, {locale}: {text}"
        assert not re.search("['’‘`]", text), f"{what}, {locale}: write ʻ or ʼ in {text}"
        assert ("\u0400" <= text[0] <= "\u04ff") is (locale in CYRILLIC)


def test_names_are_short_and_differ_within_a_language() -> None:
    for locale in LOCALES:
        names = [service.names[locale] for service in SERVICES]
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= 40
        assert all(not name.endswith(".") for name in names)


def test_descriptions_are_sentences_that_fit_a_phone() -> None:
    for service in SERVICES:
        for text in service.descriptions.values():
            assert text.endswith(".")
            assert len(text) <= 110


def test_a_smell_of_gas_sends_the_resident_to_104_first() -> None:
    gas_smell = next(service for service in SERVICES if service.service_code == "gas_smell")
    assert gas_smell.sla_basis == "clock"
    assert gas_smell.sla_hours <= 2
    assert all("104" in text for text in gas_smell.descriptions.values())


def test_dangers_go_by_the_clock_and_never_wait_for_a_photo() -> None:
    dangers = {
        "gas_smell",
        "hanging_wire",
        "open_manhole",
        "burst_pipe",
        "open_pit",
        "heating_leak",
        "falling_facade",
    }
    for service in SERVICES:
        if service.service_code in dangers:
            assert service.sla_basis == "clock"
            assert service.sla_hours <= 8
            assert not service.photo_before_required


def test_every_icon_is_in_the_sprite() -> None:
    drawn = {line.split("#")[0].strip() for line in ICONS.read_text(encoding="utf-8").splitlines()}
    used = {entry.icon for entry in (*GROUPS, *SERVICES, *AGENCY_KINDS.values())}
    assert used <= drawn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue, to be spoilt."""
    return Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "data"))


ROADS = "services/01_roads.toml"
QUESTIONS = "checklists.toml"
DEFECTS = [
    # file, what is written, what is written instead, what the error names
    (ROADS, 'service_code = "pothole"', 'service_code = "road_sign"', "road_sign"),
    (ROADS, 'service_code = "pothole"', 'service_code = "Pot hole"', "Pot hole"),
    (ROADS, 'agency_kind = "roads"', 'agency_kind = "rods"', "rods"),
    (ROADS, "sla_hours = 40", "sla_hours = 0", "sla_hours"),
    (ROADS, "sla_hours = 40", 'sla_hours = "40"', "sla_hours"),
    (ROADS, "sla_hours = 40", "sla_hour = 40", "sla_hour"),
    (ROADS, 'sla_basis = "working"', 'sla_basis = "lunar"', "lunar"),
    (ROADS, 'icon = "circle-dot"', 'icon = "<svg>"', "<svg>"),
    (ROADS, 'icon = "circle-dot"', 'icon = "circle-dot"\nprice = 5', "price"),
    (ROADS, 'icon = "circle-dot"', 'icon = "circle-dot"\nphoto_after_required = "maybe"', "maybe"),
    (ROADS, 'en = "Pothole"', 'en = " "', "'en'"),
    (ROADS, "[services.names]", "[services.titles]", "names or descriptions"),
    (ROADS, "[services.names]", "[services.names", "01_roads.toml cannot be read"),
    ("agency_kinds.toml", "[roads.names]", "[roads.title]", "roads"),
    (QUESTIONS, 'pothole = ["area*"', 'pot_hole = ["area*"', "pot_hole"),
    (QUESTIONS, 'pothole = ["area*"', 'pothole = ["aria*"', "aria"),
    (QUESTIONS, 'pothole = ["area*"', 'pothole = ["depth*"', "each question once"),
    (QUESTIONS, 'unit = "m2"', 'unit = "verst"', "verst"),
    (QUESTIONS, 'kind = "minutes"', 'kind = "hours"', "hours"),
    (QUESTIONS, "maximum = 500\n", "maximum = -1\n", "wrong way round"),
    (QUESTIONS, "maximum = 500\n", 'maximum = "500"\n', "no number"),
    (QUESTIONS, 'kind = "choice"', 'kind = "text"', "two choices or more"),
    (QUESTIONS, 'unit = "m2"', 'units = "m2"', "unknown field"),
    (QUESTIONS, 'en = "Minutes of work"', 'en = " "', "'en'"),
]


@pytest.mark.parametrize(("file", "before", "after", "named"), DEFECTS)
def test_a_defect_in_a_catalogue_is_named(
    folder: Path, file: str, before: str, after: str, named: str
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(named)):
        read_catalogue(folder)


def test_a_folder_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"agency_kinds\.toml"):
        read_catalogue(tmp_path)
    shutil.copy(DEFAULT_FOLDER / "agency_kinds.toml", tmp_path)
    with pytest.raises(CatalogueError, match="holds no group"):
        read_catalogue(tmp_path)


def test_loading_twice_is_the_same_as_loading_once(session: Session) -> None:
    first = load_catalogue(session)
    assert (first.added, first.changed, first.unchanged) == (len(GROUPS) + len(SERVICES), 0, 0)
    second = load_catalogue(session)
    assert (second.added, second.changed, second.unchanged) == (0, 0, first.added)


def test_what_is_loaded_is_what_was_written(session: Session) -> None:
    load_catalogue(session)
    groups = session.scalars(select(ServiceGroup).order_by(ServiceGroup.position)).all()
    assert [group.code for group in groups] == [group.code for group in GROUPS]
    services = session.scalars(select(Service).order_by(Service.position)).all()
    assert [service.service_code for service in services] == [service.service_code for service in SERVICES]
    for row, written in zip(services, SERVICES, strict=True):
        assert row.names == written.names
        assert row.sla_basis.value == written.sla_basis
        assert row.group.code == written.group_code
        assert row.is_active


def test_what_an_admin_changed_stays_unless_it_is_to_be_overwritten(session: Session) -> None:
    load_catalogue(session)
    pothole = session.scalars(select(Service).where(Service.service_code == "pothole")).one()
    own = Service(
        service_code="bee_swarm",
        group=pothole.group,
        names={"uz": "Asalari toʻdasi"},
        descriptions={},
        icon="bug",
        sla_hours=8,
        sla_basis="clock",
        position=999,
    )
    session.add(own)
    pothole.sla_hours, pothole.is_active = 12, False
    pothole.names = {"uz": "Oʻydim-chuqur"}
    session.flush()

    counts = load_catalogue(session)
    assert (counts.added, counts.changed) == (0, 1)
    assert pothole.sla_hours == 12
    assert pothole.names["uz"] == "Oʻydim-chuqur"
    assert pothole.names["ru"] == "Яма на дороге"  # A language that was missing is added.

    load_catalogue(session, overwrite=True)
    assert (pothole.sla_hours, pothole.names["uz"]) == (40, "Yoʻldagi chuqur")
    assert not pothole.is_active
    assert own in session


def test_another_deployment_loads_its_own_catalogue(session: Session, folder: Path) -> None:
    for file in (folder / "services").glob("*.toml"):
        if file.name != "03_water.toml":
            file.unlink()
    with pytest.raises(CatalogueError, match=r"checklists\.toml: there is no service 'pothole'"):
        read_catalogue(folder)
    (folder / "checklists.toml").unlink()
    counts = load_catalogue(session, read_catalogue(folder))
    assert counts.added == 1 + sum(service.group_code == "water" for service in SERVICES)
    assert DEFAULT.groups != read_catalogue(folder).groups


def test_the_command_says_what_it_did(app: Flask, session: Session, folder: Path) -> None:
    run = app.test_cli_runner().invoke
    whole = len(GROUPS) + len(SERVICES)
    first = run(args=["catalogue", "load"])
    assert first.output == f"Services and groups: {whole} added, 0 changed, 0 unchanged.\n"
    again = run(args=["catalogue", "load", "--overwrite"])
    assert again.output == f"Services and groups: 0 added, 0 changed, {whole} unchanged.\n"
    (folder / ROADS).write_text("code = 7", encoding="utf-8")
    spoilt = run(args=["catalogue", "load", str(folder)])
    assert spoilt.exit_code == 1
    assert "01_roads.toml: 7 is no code" in spoilt.output
