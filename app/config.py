"""Every setting, in one table: its name, its default, and what it is for.

They come from the environment, or from `.env` in the working directory. `docs/settings.md` says the
same to the people who run the service; a test keeps the two together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.development_secret import development_secret
from app.kept_settings import KEPT
from app.message_settings import MESSAGES, missing_for_messages
from app.open_settings import OPEN
from app.routing_settings import ROUTING

INSTANCE = Path(__file__).resolve().parent.parent / "instance"

OSM_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
OSM_ATTRIBUTION = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'


def _bool(text: str) -> bool:
    word = text.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("say yes or no")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _centre(text: str) -> tuple[float, float, int] | None:
    if not text.strip():
        return None
    longitude, latitude, zoom = text.split(",")
    return float(longitude), float(latitude), int(zoom)


def _address_search(text: str) -> str:
    if text and ("{query}" not in text or not text.startswith(("http://", "https://"))):
        raise ValueError("write an address with {query} where the words go")
    return text


@dataclass(frozen=True)
class Setting:
    """One setting: how its text is read, and the sentence that explains it."""

    name: str
    default: str
    parse: Callable[[str], Any]
    about: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "APP_ENV",
        "development",
        str,
        "`development` or `production`; production refuses to start without its secrets.",
    ),
    Setting("SECRET_KEY", "", str, "Signs cookies and forms. At least 32 random characters."),
    Setting(
        "PERSONAL_DATA_KEYS",
        "",
        _words,
        "Fernet keys that encrypt names, phones and e-mails; the first one encrypts, all of them decrypt.",
    ),
    Setting(
        "DATABASE_URL",
        f"sqlite:///{INSTANCE / 'smart-mahalla.db'}",
        str,
        "`sqlite:///FILE` (SpatiaLite) or `postgresql+psycopg://...` (PostGIS).",
    ),
    Setting("MEDIA_ROOT", str(INSTANCE / "media"), str, "The folder in which photos are kept."),
    Setting(
        "OUTGOING_ROOT",
        str(INSTANCE / "outgoing"),
        str,
        "The folder into which messages are written where no gateway is configured.",
    ),
    Setting(
        "HUEY_URL", "", str, "`redis://...` for the job queue; empty: a SQLite file beside the database."
    ),
    Setting(
        "LIMITS_URL",
        "memory://",
        str,
        "Where counts of sign-in attempts are kept: `memory://` or `redis://...`.",
    ),
    Setting(
        "HOST",
        "127.0.0.1",
        str,
        "The address on which `make run` listens; `0.0.0.0`: every address of the machine.",
    ),
    Setting("PORT", "8000", int, "The port of `make run`."),
    Setting("WEB_WORKERS", "2", int, "How many web processes `make run` starts."),
    Setting("WEB_THREADS", "4", int, "How many requests one web process works on at once."),
    Setting("COOKIE_SECURE", "", str, "`yes` behind TLS; empty: yes in production, no in development."),
    Setting("PROXY_HOPS", "0", int, "How many reverse proxies stand in front and set X-Forwarded-*."),
    Setting(
        "CANONICAL_URL",
        "",
        str,
        "The public address, for links in messages; empty: the address of the visit.",
    ),
    Setting("SERVICE_NAME", "Smart-mahalla", str, "The name in the header."),
    Setting(
        "SERVICE_OPERATOR",
        "",
        str,
        "Who runs this service, for the page about it; empty: the page says that nobody has said so yet.",
    ),
    Setting("SERVICE_ADDRESS", "", str, "Where the operator can be visited or written to; empty: not told."),
    Setting(
        "SERVICE_PHONE",
        "",
        str,
        "The operator's phone, on the page about the service and on posters; empty: none.",
    ),
    Setting("SERVICE_HOURS", "", str, "When that phone is answered, as it should be read: `09:00–18:00`."),
    Setting(
        "SERVICE_EMAIL", "", str, "Where residents write about the service and about their data; empty: none."
    ),
    Setting(
        "MAP_TILES_URL",
        OSM_TILES,
        str,
        "The address pattern of the base map's tiles; empty: none, a plain ground.",
    ),
    Setting(
        "MAP_TILES_ATTRIBUTION", OSM_ATTRIBUTION, str, "What the base map's owner asks to be shown (HTML)."
    ),
    Setting(
        "MAP_CENTRE",
        "",
        _centre,
        "`longitude,latitude,zoom` at which the map opens; empty: all imported areas.",
    ),
    Setting(
        "ADDRESS_SEARCH_URL",
        "",
        _address_search,
        "A service for addresses that answers as Nominatim or Photon does, asked by this server and never by a "
        "browser: `https://.../search?format=jsonv2&q={query}&accept-language={language}`; empty: none.",
    ),
    Setting("ADDRESS_SEARCH_SECONDS", "3", float, "How long that service is waited for."),
    Setting(
        "ADDRESS_SEARCH_ATTRIBUTION",
        "© OpenStreetMap",
        str,
        "What its owner asks to be shown beside what it finds.",
    ),
    Setting(
        "LOCALES", "uz,uz_Cyrl,kaa,ru,en", _words, "The languages on offer; the first one is the default."
    ),
    Setting("TIME_ZONE", "Asia/Tashkent", str, "In which dates and working hours are told."),
    Setting(
        "HOLIDAYS_COUNTRY",
        "UZ",
        str,
        "Whose public holidays and moved days off count (ISO 3166, as the `holidays` package knows it); empty: none.",
    ),
    Setting(
        "WORKING_HOURS", "09:00-13:00,14:00-18:00", str, "When the clock of a promise runs on a working day."
    ),
    Setting("PHONE_COUNTRY_CODE", "998", str, "Put before phone numbers that are typed without a country."),
    Setting(
        "NEAR_MISS_M",
        "250",
        float,
        "A pin outside every area, but within so many metres of one, belongs to it.",
    ),
    Setting("MAX_PHOTOS", "5", int, "How many photos one report, or one repair, may carry."),
    Setting("MAX_PHOTO_BYTES", str(20 * 1024 * 1024), int, "The largest photo file that is read."),
    Setting("MAX_PHOTO_PIXELS", "60000000", int, "The largest photo that is decoded, in pixels."),
    Setting(
        "MAX_RECORDING_SECONDS",
        "60",
        int,
        "How long a resident may speak instead of writing, in seconds.",
    ),
    Setting(
        "MAX_RECORDING_BYTES",
        str(2 * 1024 * 1024),
        int,
        "The largest recording that is kept; a minute of speech is about 200 kB.",
    ),
    Setting("MAX_DESCRIPTION", "4000", int, "The longest description, in characters."),
    Setting(
        "SIGN_IN_LIMIT", "10 per 10 minutes", str, "How often one address, or one login, may try to sign in."
    ),
    Setting(
        "SUBMIT_LIMIT",
        "60 per hour",
        str,
        "How many reports one address may send; mobile networks share addresses.",
    ),
    Setting(
        "CODES_PER_ADDRESS",
        "30",
        int,
        "How many one-time codes one address may ask for in an hour; mobile networks share addresses.",
    ),
    Setting(
        "SUPPORT_LIMIT",
        "60 per hour",
        str,
        "How often one address may say that it has a reported problem too, and how often it may add to a report.",
    ),
    *(Setting(*row) for row in (*KEPT, *ROUTING, *OPEN, *MESSAGES)),
    Setting("LOG_LEVEL", "INFO", str, "DEBUG, INFO, WARNING or ERROR."),
)


class SettingsError(RuntimeError):
    """The settings do not allow a start; the text says which one, and what to do."""


def read_settings(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return every setting, read and checked. Raises SettingsError naming what is wrong."""
    environ = os.environ if environ is None else environ
    settings: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = environ.get(setting.name, setting.default)
        try:
            settings[setting.name] = setting.parse(raw)
        except ValueError as error:
            raise SettingsError(
                f"{setting.name}={raw!r} cannot be read: {setting.about} ({error})"
            ) from error
    _check(settings)
    return settings


def _check(settings: dict[str, Any]) -> None:
    production = settings["APP_ENV"] == "production"
    if settings["APP_ENV"] not in {"development", "production"}:
        raise SettingsError("APP_ENV is `development` or `production`.")
    for name, missing in (
        ("SECRET_KEY", len(settings["SECRET_KEY"]) < 32),
        ("PERSONAL_DATA_KEYS", not settings["PERSONAL_DATA_KEYS"]),
    ):
        if missing and production:
            raise SettingsError(f"{name} is missing or too short. See docs/settings.md.")
        if missing:
            secret = development_secret(name, INSTANCE)
            settings[name] = [secret] if isinstance(settings[name], list) else secret
    missing = missing_for_messages(settings)
    if missing and production:
        raise SettingsError(missing)
    settings["COOKIE_SECURE"] = _bool(settings["COOKIE_SECURE"]) if settings["COOKIE_SECURE"] else production


def flask_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that Flask and its extensions read, made from ours."""
    return {
        "SQLALCHEMY_DATABASE_URI": settings["DATABASE_URL"],
        "SESSION_COOKIE_SECURE": settings["COOKIE_SECURE"],
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "session",
        "REMEMBER_COOKIE_SECURE": settings["COOKIE_SECURE"],
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        # Photos, and what the form says besides.
        "MAX_CONTENT_LENGTH": settings["MAX_PHOTOS"] * settings["MAX_PHOTO_BYTES"] + 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "BABEL_DEFAULT_LOCALE": settings["LOCALES"][0],
        "BABEL_DEFAULT_TIMEZONE": settings["TIME_ZONE"],
        "RATELIMIT_STORAGE_URI": settings["LIMITS_URL"],
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "text/javascript",
            "text/plain",
            "application/json",
            "application/geo+json",
            "image/svg+xml",
        ],
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 5,
        "COMPRESS_STREAMS": True,
        "WTF_CSRF_TIME_LIMIT": None,  # A form may be filled in for a day; the session ends it.
    }
