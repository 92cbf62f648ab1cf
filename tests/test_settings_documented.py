"""No setting is undocumented: the table in app/config.py, docs/settings.md and .env.example say the same."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from app.config import INSTANCE, SETTINGS, Setting, SettingsError, read_settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+ \| .+) \|$", PAGE, re.MULTILINE))

#: Without these, reading the settings would make a file of them.
SECRETS = {"SECRET_KEY": "x" * 40, "PERSONAL_DATA_KEYS": "one,two"}

by_name = pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)


@by_name
def test_the_page_of_settings_says_its_default_and_what_it_is_for(setting: Setting) -> None:
    default = setting.default.replace(str(INSTANCE), "instance")
    assert ROWS[setting.name] == f"{f'`{default}`' if default else 'empty'} | {setting.about}"


@by_name
def test_the_example_explains_it_above_its_line(setting: Setting) -> None:
    comments: list[str] = []
    for line in EXAMPLE.splitlines():
        if line.startswith(f"#{setting.name}="):
            assert " ".join(comments) == setting.about
            return
        comments = [*comments, line.removeprefix("# ")] if line.startswith("# ") else []
    pytest.fail(f"{setting.name} is not in .env.example")


def test_page_and_example_name_no_setting_that_is_gone() -> None:
    names = {setting.name for setting in SETTINGS}
    assert set(ROWS) == names
    assert set(re.findall(r"^#([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == names


def test_the_example_changes_nothing_until_a_line_is_uncommented() -> None:
    assert dotenv_values(stream=io.StringIO(EXAMPLE)) == {}


def test_every_line_of_the_example_can_be_uncommented() -> None:
    lines = re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE)
    values = dotenv_values(stream=io.StringIO(lines), interpolate=False)
    read = read_settings({**SECRETS, **{name: value for name, value in values.items() if value}})
    assert {name for name in values if read[name] != read_settings(SECRETS)[name]} <= {
        # The example cannot know where the product will lie.
        "DATABASE_URL",
        "MEDIA_ROOT",
        "OUTGOING_ROOT",
    }


@by_name
def test_what_cannot_be_read_is_refused_by_name(setting: Setting) -> None:
    try:
        setting.parse("?!")
    except ValueError:
        with pytest.raises(SettingsError, match=setting.name):
            read_settings({**SECRETS, setting.name: "?!"})


@pytest.mark.parametrize("missing", ["SECRET_KEY", "PERSONAL_DATA_KEYS"])
def test_production_refuses_to_start_without_its_secrets(missing: str) -> None:
    whole = {"APP_ENV": "production", **SECRETS}
    assert read_settings(whole)["COOKIE_SECURE"] is True
    with pytest.raises(SettingsError, match=missing):
        read_settings({name: value for name, value in whole.items() if name != missing})
