"""The nouns of the product, one file each."""

from app.models.agency import INBOX_KIND, Agency, Crew, Responsibility
from app.models.area import Area, Boundary, Level, TerritoryVersion
from app.models.checklist import ChecklistAnswer, ChecklistItem, ChecklistMaterial, ChecklistWording
from app.models.clock import BadRepair, ClockPause, PeriodicWork
from app.models.contact import Contact
from app.models.conversation import (
    ContractorAnswer,
    ContractorLink,
    MergeDismissal,
    RemarkHiding,
    ReplyTemplate,
    SplitPart,
)
from app.models.council_question import CouncilQuestion
from app.models.crew_stop import CrewStop
from app.models.field_act import FieldAct
from app.models.filing import Consent, Filing, FilingChannel, PhoneLookup
from app.models.history import LocatedBy, Routing, StatusChange
from app.models.hot_spot import (
    HotSpot,
    HotSpotArea,
    HotSpotRun,
    Project,
    ProjectChange,
    ProjectEvent,
    ProjectFollower,
    SpotKind,
)
from app.models.map_count import ROLL_LEVELS, MapDelta, MapRoll
from app.models.one_time_code import CodePurpose, ContactKind, OneTimeCode
from app.models.open_data import AgeBand, DataSuggestion, OpenFile, ResidentCount, ResidentTold, Sex
from app.models.outbox import OutboxMessage, Priority
from app.models.photo import Photo, PhotoKind
from app.models.place import NameVersion, Place, PlaceKind, PlaceSource
from app.models.recording import Recording
from app.models.remark import PUBLIC_KINDS, Remark, RemarkKind
from app.models.rollup import HeatBlock, ReportChange, ReportFact, RollupState, report_roll
from app.models.roster import CrewArea, CrewSkill, Shift, ShiftMember
from app.models.saved_filter import SavedFilter
from app.models.service import Service, ServiceGroup, SlaBasis
from app.models.service_request import ServiceRequest
from app.models.subscription import NoticeStop, PushDevice, PushFollow, Subscription, SubscriptionCell
from app.models.supporter import Supporter
from app.models.upload import Upload, UploadKind
from app.models.user import Role, User

__all__ = [
    "INBOX_KIND",
    "PUBLIC_KINDS",
    "ROLL_LEVELS",
    "AgeBand",
    "Agency",
    "Area",
    "BadRepair",
    "Boundary",
    "ChecklistAnswer",
    "ChecklistItem",
    "ChecklistMaterial",
    "ChecklistWording",
    "ClockPause",
    "CodePurpose",
    "Consent",
    "Contact",
    "ContactKind",
    "ContractorAnswer",
    "ContractorLink",
    "CouncilQuestion",
    "Crew",
    "CrewArea",
    "CrewSkill",
    "CrewStop",
    "DataSuggestion",
    "FieldAct",
    "Filing",
    "FilingChannel",
    "HeatBlock",
    "HotSpot",
    "HotSpotArea",
    "HotSpotRun",
    "Level",
    "LocatedBy",
    "MapDelta",
    "MapRoll",
    "MergeDismissal",
    "NameVersion",
    "NoticeStop",
    "OneTimeCode",
    "OpenFile",
    "OutboxMessage",
    "PeriodicWork",
    "PhoneLookup",
    "Photo",
    "PhotoKind",
    "Place",
    "PlaceKind",
    "PlaceSource",
    "Priority",
    "Project",
    "ProjectChange",
    "ProjectEvent",
    "ProjectFollower",
    "PushDevice",
    "PushFollow",
    "Recording",
    "Remark",
    "RemarkHiding",
    "RemarkKind",
    "ReplyTemplate",
    "ReportChange",
    "ReportFact",
    "ResidentCount",
    "ResidentTold",
    "Responsibility",
    "Role",
    "RollupState",
    "Routing",
    "SavedFilter",
    "Service",
    "ServiceGroup",
    "ServiceRequest",
    "Sex",
    "Shift",
    "ShiftMember",
    "SlaBasis",
    "SplitPart",
    "SpotKind",
    "StatusChange",
    "Subscription",
    "SubscriptionCell",
    "Supporter",
    "TerritoryVersion",
    "Upload",
    "UploadKind",
    "User",
    "report_roll",
]
