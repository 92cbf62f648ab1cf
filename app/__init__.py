"""Smart-mahalla: a resident pins a problem, geometry decides who answers, a crew closes it with a photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app import cli, errors, http, i18n, personal_data, policy, presentation, signing_in
from app.account import bp as account
from app.admin import bp as admin
from app.config import flask_settings, read_settings
from app.contractor import bp as contractor
from app.council import bp as council
from app.crew import bp as crew
from app.db import prepare_engine
from app.dispatch import bp as dispatch
from app.extensions import babel, compress, csrf, db, limiter, login_manager, migrate
from app.operator import bp as operator
from app.resident import bp as resident
from app.storage import storage_from
from app.working_calendar import working_calendar


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the application: settings, extensions, the HTTP edge, the rooms, the commands.

    `overrides` are settings by name, already parsed; tests use them. Raises SettingsError where the
    settings do not allow a start.
    """
    app = Flask(__name__, static_folder=None)
    settings = {**read_settings(), **(overrides or {})}
    app.config.update(settings)
    app.config.update(flask_settings(settings))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = http.engine_settings(settings["DATABASE_URL"])
    http.prepare_logging(app)
    personal_data.configure(settings["PERSONAL_DATA_KEYS"])
    policy.configure(policy_of(settings))

    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)
    babel.init_app(app, locale_selector=i18n.choose_locale, timezone_selector=None)
    login_manager.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

    signing_in.init_app(login_manager)
    http.init_app(app)
    i18n.init_app(app)
    presentation.init_app(app)
    errors.init_app(app)
    cli.init_app(app)

    app.register_blueprint(resident)
    app.register_blueprint(account)
    app.register_blueprint(crew, url_prefix="/crew")
    app.register_blueprint(dispatch, url_prefix="/dispatch")
    app.register_blueprint(council, url_prefix="/council")
    app.register_blueprint(operator, url_prefix="/operator")
    app.register_blueprint(contractor)
    app.register_blueprint(admin, url_prefix="/admin")
    return app


def policy_of(settings: Mapping[str, Any]) -> policy.Policy:
    """Return what the rules, reads and writes need of the settings."""
    return policy.Policy(
        calendar=working_calendar(
            country=settings["HOLIDAYS_COUNTRY"],
            time_zone=settings["TIME_ZONE"],
            hours=settings["WORKING_HOURS"],
        ),
        storage=storage_from(settings["MEDIA_ROOT"]),
        default_locale=settings["LOCALES"][0],
        near_miss_m=settings["NEAR_MISS_M"],
        max_photos=settings["MAX_PHOTOS"],
        max_photo_bytes=settings["MAX_PHOTO_BYTES"],
        max_photo_pixels=settings["MAX_PHOTO_PIXELS"],
        max_recording_bytes=settings["MAX_RECORDING_BYTES"],
        max_recording_seconds=settings["MAX_RECORDING_SECONDS"],
        max_description=settings["MAX_DESCRIPTION"],
        phone_country_code=settings["PHONE_COUNTRY_CODE"],
        contact_kept_days=settings["CONTACT_KEPT_DAYS"],
        lookups_kept_days=settings["LOOKUPS_KEPT_DAYS"],
        codes_per_address=settings["CODES_PER_ADDRESS"],
        quiet_hours=settings["QUIET_HOURS"],
        sms_events=settings["SMS_EVENTS"],
    )
