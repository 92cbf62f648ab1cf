"""What is wrong and how to mend it: one whole sentence for each refusal, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app import photos, voice
from app.actions.territory import ParentsNotFound
from app.checklist_words import refusal
from app.domain import appeals, checklist, codes, coordinates, errors, public_id, text


def sentence(error: Exception) -> str:
    """Return the sentence for a refusal. An error that is not a refusal is raised again."""
    for kind in type(error).__mro__:
        if kind in _SENTENCES:
            return _SENTENCES[kind](error)
    raise error


def _outside(error: Any) -> str:
    if error.swapped:
        return _(
            "Latitude and longitude look swapped. Enter the longitude and the latitude the other way round."
        )
    return _("This place is outside the area that we serve. Move the pin to the place of the problem.")


def _demand(error: Any) -> str:
    return {
        "after_photo": _("Add a photo of the finished work. This service cannot be closed without one."),
        "crew": _("Choose a crew."),
        "agency": _("Choose the agency that should get the report."),
        "reason": _("Write the reason in a sentence."),
        "reason_code": _("Choose the reason."),
        "original": _("Enter the number of the earlier report."),
    }[str(error.demand)]


def _field(error: Any) -> str:
    sentences = {
        ("description", "empty"): _("Write in a sentence what is wrong, or add a photo."),
        ("photos", "required"): _("Add a photo of the problem. This service needs one."),
        ("consent", "missing"): _(
            "Ask whether they agree, and tick how; without their consent leave name, phone and e-mail empty."
        ),
        ("words", "empty"): _("Write a sentence, or add a photo."),
        ("words", "placeholder"): _(
            "“{%(name)s}” is no placeholder. Use only those that are listed below the field.",
            name=error.details.get("name", ""),
        ),
        ("rating", "out_of_range"): _("Choose from one to five stars."),
        ("original", "itself"): _(
            "This is the number of the same report. Enter the number of the earlier one."
        ),
        ("old_password", "wrong"): _("This is not your password until now."),
        ("new_password", "too_short"): _("This password is too short. Choose at least 10 characters."),
        ("valid_from", "in_future"): _(
            "New boundaries answer as soon as they are imported. Choose today or an earlier day."
        ),
        ("jobs", "none"): _("Choose at least one job."),
        ("jobs", "too_far"): _("These jobs are not at one place. Finish each of them by itself."),
        ("jobs", "too_many"): _("These are too many jobs at once."),
        ("item", "too_many"): _("So many questions nobody answers with care. Remove one first."),
        ("choices", "too_few"): _("Write at least two answers to choose from."),
        ("choices", "too_many"): _("These are too many answers for a phone. Leave the most frequent ones."),
        ("maximum", "below_minimum"): _("The largest number is smaller than the smallest one."),
        ("planned_on", "past"): _("This day has passed. Choose today or a later day."),
        ("planned_on", "out_of_range"): _("This day is too far away. Choose a day within a year."),
        ("first_on", "past"): _("This day has passed. Choose today or a later day."),
        ("last_on", "before_first"): _("The last day comes before the first one."),
        ("last_on", "too_far"): _("Shifts are added for at most three months at a time."),
        ("weekdays", "missing"): _("Choose at least one day of the week."),
        ("members", "unknown_member"): _("Choose people of this crew."),
        ("is_active", "has_jobs"): _("This crew still has open jobs. Give them to another crew first."),
        ("name", "too_many"): _("There is no room for more. Remove a filter before you save another one."),
        ("client_uuid", "unreadable"): _("The form is damaged. Reload the page; what you wrote stays."),
    }
    return sentences.get((error.field, error.reason)) or _field_in_general(error)


def _field_in_general(error: Any) -> str:
    return {
        "missing": _("Fill in this field."),
        "taken": _("This is taken already. Choose another one."),
        "no_number": _("Write a number, such as %(example)s.", example="3,5"),
        "unreadable": _("Use small Latin letters, digits, hyphens and dots only."),
        "fixed": _("This cannot be changed later, because other systems rely on it."),
        "unknown": _("There is no mahalla with this code. Look it up in the list of areas."),
        "out_of_range": _("This number is too small or too large."),
        "last_admin": _("This is the last administrator. Make somebody else one first."),
    }.get(error.reason) or _("Check this field.")


def _term(error: Any) -> str:
    return {
        "already": _("This was put off before. That is possible only once."),
        "late": _("The term is over already: it cannot be put off any more."),
        "not_longer": _("Choose a later day than the one that was promised."),
        "too_long": _("Choose a day within one month: longer is not allowed."),
        "no_appeal": _("This is no appeal, so the law sets no day for an answer."),
    }[error.reason]


def _coordinates(error: Any) -> str:
    return {
        "empty": _("Mark the problem on the map, or enter its coordinates."),
        "too_long": _("These coordinates are too long. Write for example 41.3111, 69.2797."),
        "ambiguous": _("These coordinates can be read in two ways. Write for example 41.3111, 69.2797."),
        "out_of_range": _("There is no such place on earth. Write for example 41.3111, 69.2797."),
        "swapped": _("Latitude and longitude look swapped. Write the latitude first: 41.3111, 69.2797."),
    }.get(error.reason) or _("These coordinates cannot be read. Write for example 41.3111, 69.2797.")


def _phone(error: Any) -> str:
    return {
        "letters": _("A phone number has digits only. Write for example +998 90 123 45 67."),
        "too_short": _("This phone number is too short. Write for example +998 90 123 45 67."),
        "too_long": _("This phone number is too long. Write for example +998 90 123 45 67."),
    }.get(error.reason) or _("This phone number cannot be read. Write for example +998 90 123 45 67.")


def _too_long(error: Any) -> str:
    return _(
        "This is %(length)d characters long; at most %(limit)d fit. Shorten it.",
        length=error.length,
        limit=error.limit,
    )


def _photo_bytes(error: Any) -> str:
    return _("This photo is too large. Send one of at most %(limit)d MB.", limit=error.limit // 1_048_576)


_SENTENCES: dict[type, Callable[[Any], str]] = {
    errors.MoveNotAllowed: lambda e: _(
        "That is not possible any more: the report stands elsewhere now. Reload the page."
    ),
    errors.DemandNotMet: _demand,
    errors.ChangedMeanwhile: lambda e: _(
        "Somebody changed this report a moment ago. Look at it again before you decide."
    ),
    errors.NotPermitted: lambda e: _("This is not yours to do."),
    errors.NotFound: lambda e: _("There is no such report."),
    errors.OutsideTerritory: _outside,
    errors.UnknownService: lambda e: _("Choose what the problem is."),
    errors.TooManyPhotos: lambda e: _("Add at most %(limit)d photos.", limit=e.limit),
    errors.PhotoGone: lambda e: _("A photo is no longer here because too much time passed. Add it again."),
    errors.RecordingGone: lambda e: _(
        "The recording is no longer here because too much time passed. Record it again."
    ),
    errors.UploadGone: lambda e: _("This file did not arrive. Send it again."),
    errors.UploadIncomplete: lambda e: _("This file did not arrive. Send it again."),
    errors.UploadsFull: lambda e: _("This file did not arrive. Send it again."),
    errors.WrongOffset: lambda e: _("This file did not arrive. Send it again."),
    errors.DecisionAwaited: lambda e: _(
        "The district council decides whose report this is. Until then it cannot be handed over again."
    ),
    errors.DecidedByCouncil: lambda e: _(
        "The district council decided that this report is yours. It cannot be handed over again."
    ),
    errors.LinkVoid: lambda e: _("This link is not valid any more. Ask the agency for a new one."),
    errors.NotOpen: lambda e: _(
        "Nobody works on this report any more. Send a new report if the problem is still there."
    ),
    errors.NothingAsked: lambda e: _(
        "No question waits for an answer any more. Add what you wanted to say as a comment."
    ),
    errors.AskedAlready: lambda e: _(
        "The resident was asked something already. Wait for that answer before you ask again."
    ),
    errors.TooManyRemarks: lambda e: _(
        "You added something %(limit)d times within a day. Add the rest tomorrow.", limit=e.limit
    ),
    errors.TooManyAlerts: lambda e: _(
        "You are told of %(limit)d places already. Stop one of them first.", limit=e.limit
    ),
    errors.WindowClosed: lambda e: _(
        "The time to answer has passed. Send a new report if the problem is still there."
    ),
    errors.FieldError: _field,
    checklist.ChecklistNotMet: refusal,
    codes.CodeTooSoon: lambda e: ngettext(
        "A code was sent a moment ago. You can have another one in %(num)d second.",
        "A code was sent a moment ago. You can have another one in %(num)d seconds.",
        e.seconds,
    ),
    codes.TooManyCodes: lambda e: _("Too many codes were asked for. Try again later."),
    ParentsNotFound: lambda e: _(
        "These parents were not imported: %(codes)s.", codes=", ".join(sorted(e.codes))
    ),
    coordinates.UnreadableCoordinates: _coordinates,
    appeals.TermRefused: _term,
    public_id.UnreadablePublicId: lambda e: _(
        "This is not a report number. It has eight letters and digits, such as N3C2-7T3E."
    ),
    text.TextTooLong: _too_long,
    text.UnreadablePhone: _phone,
    text.UnreadableEmail: lambda e: _(
        "This e-mail address cannot be read. Write for example ism@example.uz."
    ),
    photos.NotAPhoto: lambda e: _("This is not a photo. Send a JPEG, PNG, WebP, HEIC or AVIF picture."),
    photos.PhotoTooLarge: _photo_bytes,
    photos.TooManyPixels: lambda e: _(
        "This photo has too many pixels. Take it again with a smaller setting."
    ),
    photos.PhotoDamaged: lambda e: _("This photo is damaged. Take it again."),
    voice.RecordingTooLarge: lambda e: _(
        "This recording is too large. Send one of at most %(limit)d MB.", limit=e.limit // 1_048_576
    ),
    voice.RecordingTooLong: lambda e: _(
        "This recording is too long. Speak for at most %(limit)d seconds.", limit=e.limit
    ),
    voice.RecordingDamaged: lambda e: _("This recording is damaged. Record it again."),
    voice.RecordingRefused: lambda e: _(
        "This is not a voice recording. Record it again here, or write what is wrong."
    ),
    photos.PhotoRefused: lambda e: _("This photo cannot be kept safely. Take it again."),
}
