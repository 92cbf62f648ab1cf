"""The product's fixed words in the reader's language: statuses, moves, reasons, roles, levels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATUS = {
    "received": _l("Received"),
    "accepted": _l("Accepted"),
    "in_progress": _l("In work"),
    "resolved": _l("Fixed, waiting for the resident"),
    "closed": _l("Closed"),
    "rejected": _l("Rejected"),
    "duplicate": _l("Already reported"),
    "reopened": _l("Opened again"),
}

#: One Lucide icon for each status; pins on the map repeat its shape.
STATUS_ICON = {
    "received": "circle",
    "accepted": "circle-dot",
    "in_progress": "diamond",
    "resolved": "square-check",
    "closed": "check",
    "rejected": "circle-x",
    "duplicate": "copy",
    "reopened": "rotate-ccw",
}

MAP_GROUP = {"open": _l("Open"), "in_work": _l("In work"), "fixed": _l("Fixed")}

#: What happened, for the timeline.
MOVE = {
    "submit": _l("The report was received."),
    "accept": _l("The agency accepted the report."),
    "assign": _l("A crew was assigned."),
    "plan": _l("The day of the work was changed."),
    "start": _l("The crew started work."),
    "resolve": _l("The crew says that it is fixed."),
    "pause": _l("The crew paused the work."),
    "need_materials": _l("The crew waits for materials."),
    "hand_back": _l("The crew handed the job back to the dispatcher."),
    "hand_over": _l("The report was handed over to another agency."),
    "reject": _l("The report was rejected."),
    "mark_duplicate": _l("The same problem had been reported before."),
    "undo_duplicate": _l("It is another problem after all: the report goes on by itself."),
    "split": _l("A part of the report goes on as a report of its own."),
    "decide": _l("The council decided which agency answers."),
    "extend": _l("The promise was put off, with notice to the resident."),
    "study": _l("The answer needs further study; the resident was told."),
    "escalate": _l("The promise was broken."),
    "confirm": _l("The resident confirmed the repair."),
    "not_fixed": _l("The resident says that it is not fixed."),
    "rate": _l("The resident rated the work."),
    "close_unanswered": _l("Closed: the resident did not answer within 7 days."),
    "comment": _l("The resident added something."),
    "question": _l("The agency asks the resident."),
    "answer": _l("The resident answered."),
    "reply": _l("The agency replied."),
    "note": _l("An internal note."),
    "reroute": _l("The boundaries changed, and the report was routed again."),
}

#: Who was told of a broken promise, step by step.
ESCALATED = {
    "dispatcher": _l("The promise was broken: the dispatcher was told."),
    "head": _l("Still not done: the head of the agency was told."),
    "mahalla": _l("Still not done: the council of the mahalla was told."),
    "district": _l("Still not done: the council of the district was told."),
    "region": _l("Still not done: the council of the region was told."),
    "answer_soon": _l("The last day for the answer by law is near: the dispatcher was reminded."),
    "answer_late": _l("The answer by law is late: the dispatcher and the head of the agency were told."),
}

REASON_CODE = {
    "not_a_problem": _l("There is nothing to mend"),
    "private_property": _l("It is on private property"),
    "already_fixed": _l("It was mended already"),
    "place_not_found": _l("The place could not be found"),
    "not_enough_detail": _l("The description says too little"),
    "offensive": _l("The report is offensive"),
    "other": _l("Another reason"),
}

#: What a contractor says who was asked by a link.
CONTRACTOR_ANSWER = {
    "will_do": _l("We will do it"),
    "done": _l("It is done"),
    "not_ours": _l("It is not ours"),
}

ROLE = {
    "resident": _l("Resident"),
    "crew": _l("Crew"),
    "dispatcher": _l("Dispatcher"),
    "operator": _l("Operator"),
    "council": _l("Council"),
    "admin": _l("Administrator"),
}

#: How somebody came to an operator, and how they agreed that their contact is kept.
FILING_CHANNEL = {
    "phone": _l("By phone"),
    "visit": _l("In person"),
    "letter": _l("By letter"),
}
CONSENT = {
    "spoken": _l("Yes, they said so"),
    "written": _l("Yes, they signed"),
}

LEVEL = {"region": _l("Region"), "district": _l("District"), "mahalla": _l("Mahalla")}

#: What a place is that a search found.
PLACE_KIND = {
    **LEVEL,
    "settlement": _l("Settlement"),
    "landmark": _l("Landmark"),
    "street": _l("Street"),
    "address": _l("Address"),
}

LOCATED_BY = {
    "inside": _l("The pin lies inside the area."),
    "border": _l("The pin lies on a shared border; the area with the lowest code answers."),
    "nearest": _l("The pin lies just outside; the nearest area answers."),
    "district": _l("The pin lies in no mahalla; the district answers."),
    "region": _l("The pin lies in no district; the region answers."),
}
