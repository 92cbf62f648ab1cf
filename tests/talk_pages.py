"""The pages of the talk about a report, for `tests/every_page.py`: whose each is, and its address."""

from __future__ import annotations

from tests.app import conversations as talk
from tests.shown import Shown

PAGES = [
    Shown("dispatch.report", talk.full("/dispatch/{id}"), "dispatcher", note="much said"),
    Shown("dispatch.report", talk.tied("/dispatch/{id}"), "dispatcher", note="tied to another"),
    Shown("dispatch.report", talk.disputed("/dispatch/{id}"), "dispatcher", note="nobody's"),
    Shown("resident.page", talk.full("/r/{id}"), note="much said"),
    Shown("contractor.answer", talk.asked),
    Shown("council.decisions_list", talk.disputed("/council/decisions"), "council"),
    Shown("council.decisions_list", lambda world: "/council/decisions", "council", note="empty"),
    Shown("council.decision", talk.disputed("/council/decisions/{id}"), "council"),
    Shown("admin.reply_list", talk.templates("/admin/replies"), "admin"),
    Shown("admin.reply_list", lambda world: "/admin/replies", "admin", note="empty"),
    Shown("admin.reply_template", talk.templates("/admin/replies/{id}"), "admin"),
    Shown("admin.reply_template", lambda world: "/admin/replies/add", "admin", note="new"),
]

REFUSED = [
    Shown("dispatch.reply", talk.simple("/dispatch/{id}/reply"), "dispatcher"),
    Shown("dispatch.note", talk.simple("/dispatch/{id}/note"), "dispatcher"),
    Shown("dispatch.split", talk.simple("/dispatch/{id}/split"), "dispatcher"),
    Shown("dispatch.ask_contractor", talk.simple("/dispatch/{id}/contractor"), "dispatcher"),
    Shown("dispatch.undo_duplicate", talk.tied("/dispatch/{id}/undo-duplicate"), "dispatcher"),
    Shown("dispatch.hide_remark", talk.comment, "dispatcher"),
    Shown("contractor.answer", talk.asked),
    Shown("council.decision", talk.disputed("/council/decisions/{id}"), "council"),
    Shown("admin.reply_template", lambda world: "/admin/replies/add", "admin"),
]
