"""What can be wrong with what somebody asked for. The HTTP edge and the commands turn these into words."""

from __future__ import annotations


class DomainError(Exception):
    """Somebody asked for something the rules refuse; nothing was changed."""


class MoveNotAllowed(DomainError):
    """The lifecycle has no such move from this status, or not for this actor."""

    def __init__(self, current: str, wanted: str, actor: str) -> None:
        super().__init__(f"{actor} cannot {wanted} a report that is {current}")
        self.current, self.wanted, self.actor = current, wanted, actor


class DemandNotMet(DomainError):
    """The move is allowed, but something it demands is missing."""

    def __init__(self, demand: str, wanted: str) -> None:
        super().__init__(f"{wanted} demands {demand}")
        self.demand, self.wanted = demand, wanted


class ChangedMeanwhile(DomainError):
    """Somebody else changed the report after it was shown; the second one is told."""


class NotFound(DomainError):
    """No such thing, or not for this person: the answer is the same, so that nothing leaks."""


class NotPermitted(DomainError):
    """This person may see it, but may not do that."""


class OutsideTerritory(DomainError):
    """The place lies outside every imported area."""

    def __init__(self, longitude: float, latitude: float, *, swapped: bool = False) -> None:
        super().__init__(f"{longitude}, {latitude} is outside the territory")
        self.longitude, self.latitude, self.swapped = longitude, latitude, swapped


class UnknownService(DomainError):
    """There is no such service, or it is not offered any more."""


class TooManyPhotos(DomainError):
    """More photos than a report may carry."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} photos")
        self.limit = limit


class PhotoGone(DomainError):
    """A photo that was uploaded earlier is no longer kept (nobody sent the form for too long)."""


class RecordingGone(DomainError):
    """A recording that was uploaded earlier is no longer kept (nobody sent the form for too long)."""


class UploadGone(DomainError):
    """There is no such upload any more: begin it again."""


class UploadIncomplete(DomainError):
    """Not every byte that was announced is here yet."""


class UploadsFull(DomainError):
    """Too much lies here unfinished; a file still goes through in one piece, together with its form."""


class WrongOffset(DomainError):
    """These are not the next bytes; `offset` is where the next ones begin."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the next byte is {offset}")
        self.offset = offset


class NotOpen(DomainError):
    """Nobody works on the report any more, so nothing can be added to it."""


class NothingAsked(DomainError):
    """There is no question that waits for an answer, or not any more."""


class AskedAlready(DomainError):
    """A question waits for its answer; another one would bury it."""


class DecisionAwaited(DomainError):
    """The district's council was asked whose the report is; until it says so, nobody hands it on."""


class DecidedByCouncil(DomainError):
    """The district's council said whose the report is; that stands."""


class LinkVoid(DomainError):
    """The contractor's link was used, taken back, or is too old, or the report is somebody else's now."""


class TooManyRemarks(DomainError):
    """More comments in a day than anybody reads."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} comments in a day")
        self.limit = limit


class TooManyAlerts(DomainError):
    """One mailbox or one device is told of as many places as one may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} alerts")
        self.limit = limit


class WindowClosed(DomainError):
    """The resident's time to answer has passed."""


class FieldError(DomainError):
    """One field of a form cannot be accepted; `field` names it and `reason` is a stable word."""

    def __init__(self, field: str, reason: str, **details: object) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason, self.details = field, reason, details
