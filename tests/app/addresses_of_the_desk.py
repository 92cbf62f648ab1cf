"""Every address of the dispatcher's desk and of the call centre, with a form that would do something there."""

from __future__ import annotations

SECRET_WORDS = "Sirli quduq qopqogi"
UUID = "5a9b1c1e-0000-4000-8000-00000000000{}"

#: Method, address, what is sent. `{id}` and what else is in braces belongs to the first agency.
LISTS = [
    ("GET", "/dispatch/", {}),
    ("GET", "/dispatch/?near=41.050000,69.050000", {}),
    ("GET", "/dispatch/?area=mahalla:170101", {}),
    ("GET", "/dispatch/?crew={crew}", {}),
    ("GET", "/dispatch/?agency={agency}", {}),
    ("GET", "/dispatch/live", {}),
    ("GET", "/dispatch/export.csv", {}),
    ("GET", "/dispatch/export.csv?agency={agency}", {}),
    ("GET", "/dispatch/export.xlsx", {}),
    ("GET", "/dispatch/board", {}),
    ("GET", "/dispatch/board?agency={agency}", {}),
    ("GET", "/dispatch/crews", {}),
    ("GET", "/dispatch/crews?agency={agency}", {}),
    ("GET", "/dispatch/crews/add", {}),
    ("GET", "/dispatch/bulk?what=assign&pick={id}", {}),
    ("GET", "/dispatch/bulk?what=hand-over&pick={id}", {}),
    ("GET", "/dispatch/bulk?what=merge&pick={id}&pick={near}", {}),
    ("POST", "/dispatch/search", {"q": "{id}"}),
    ("GET", "/dispatch/questions", {}),
]
#: What every dispatcher may do to the own things, and to nobody else's.
ACTS_ON_MANY = [
    ("POST", "/dispatch/bulk?pick={id}", {"what": "assign", "pick": "{id}:{version}", "crew": "{crew}"}),
    (
        "POST",
        "/dispatch/bulk?pick={id}",
        {"what": "hand-over", "pick": "{id}:{version}", "agency": "{other_agency}", "note": "Bizniki emas"},
    ),
    (
        "POST",
        "/dispatch/bulk?pick={id}",
        {"what": "merge", "pick": ["{id}:{version}", "{near}:{near_version}"], "original": "{near}"},
    ),
    ("POST", "/dispatch/filters/{filter}/forget", {}),
]
#: Somebody's own: it changes nothing of anybody else's, so only those without an inbox are refused.
OWN = [("POST", "/dispatch/filters", {"name": "Meniki"})]

ONE_REPORT = [
    ("GET", "/dispatch/{id}", {}),
    ("GET", "/dispatch/{id}/live", {}),
    ("GET", "/dispatch/{id}/recording", {}),
    ("GET", "/dispatch/{id}/work-order", {}),
    ("GET", "/dispatch/{id}/work-order.pdf", {}),
    ("GET", "/dispatch/board/{id}", {}),
    ("POST", "/dispatch/board/{id}", {"crew": "{crew}", "planned_on": "2026-11-20"}),
    ("POST", "/dispatch/{id}/accept", {}),
    ("POST", "/dispatch/{id}/assign", {"crew": "{crew}"}),
    ("POST", "/dispatch/{id}/ask", {"words": "Qayerda?", "client_uuid": UUID.format(1)}),
    ("POST", "/dispatch/{id}/hand-over", {"agency": "{other_agency}", "note": "Bizniki emas"}),
    ("POST", "/dispatch/{id}/reject", {"reason_code": "not_a_problem", "note": "Hech narsa yoʻq"}),
    ("POST", "/dispatch/{id}/duplicate", {"original": "{near}"}),
    ("POST", "/dispatch/{id}/undo-duplicate", {}),
    ("POST", "/dispatch/{id}/extend", {"days": "3", "note": "Material kutilmoqda"}),
    ("POST", "/dispatch/{id}/study", {"note": "Oʻrganilmoqda"}),
    ("POST", "/dispatch/{id}/reply", {"words": "Javob", "client_uuid": UUID.format(2)}),
    ("POST", "/dispatch/{id}/note", {"words": "Eslatma", "client_uuid": UUID.format(3)}),
    (
        "POST",
        "/dispatch/{id}/split",
        {"service_code": "pothole", "description": "Qismi", "client_uuid": UUID.format(4)},
    ),
    ("POST", "/dispatch/{id}/contractor", {"name": "Pudratchi", "email": "p@example.uz", "days": "7"}),
    ("POST", "/dispatch/{id}/contractor/{link}/revoke", {}),
    ("POST", "/dispatch/{id}/remarks/{remark}/hide", {"reason": "personal", "note": "Ism bor"}),
    ("POST", "/dispatch/{id}/remarks/{remark}/show", {}),
    ("POST", "/dispatch/{id}/not-the-same/{near}", {}),
    ("POST", "/dispatch/{id}/maybe-the-same/{near}", {}),
    ("POST", "/dispatch/questions/{question}", {"words": "Ertaga"}),
]
#: Addresses of forms, reloaded: they say nothing, and lead to where the rule is asked.
RELOADED = [
    ("GET", "/dispatch/{id}/assign", {}),
    ("GET", "/dispatch/{id}/remarks/{remark}/hide", {}),
    ("GET", "/dispatch/questions/{question}", {}),
]
ONE_CREW = [
    ("GET", "/dispatch/crews/{crew}", {}),
    ("POST", "/dispatch/crews/{crew}", {"name": "Boshqa nom", "is_active": "y"}),
    (
        "POST",
        "/dispatch/crews/{crew}/shifts",
        {
            "first_on": "2026-11-23",
            "last_on": "2026-11-27",
            "weekdays": "0",
            "begins": "09:00",
            "ends": "18:00",
        },
    ),
    ("POST", "/dispatch/crews/{crew}/shifts/remove", {"shifts": "{shift}"}),
]
RELOADED_CREW = [
    ("GET", "/dispatch/crews/{crew}/shifts", {}),
    ("GET", "/dispatch/crews/{crew}/shifts/remove", {}),
]
CALL_CENTRE = [
    ("GET", "/operator/", {}),
    ("GET", "/operator/report", {}),
    ("POST", "/operator/report", {"action": "begin"}),
    ("POST", "/operator/find", {"phone": "90 765 43 21"}),
    ("GET", "/operator/find", {}),
    ("GET", "/operator/lookups", {}),
    ("GET", "/operator/{id}/receipt", {}),
    ("GET", "/operator/{id}/too", {}),
    (
        "POST",
        "/operator/{id}/too",
        {"client_uuid": UUID.format(5), "locale": "uz", "phone": "90 765 43 21", "consent": "spoken"},
    ),
]

#: Who they are, besides the people of `World`.
FOREIGN = ("other_dispatcher", "next_district_dispatcher")
WITHOUT_INBOX = (
    "resident",
    "crew_member",
    "other_crew_member",
    "operator",
    "council",
    "next_district_council",
    "mahalla_council",
    "gone_dispatcher",
)

EVERYTHING = [
    *LISTS,
    *ACTS_ON_MANY,
    *OWN,
    *ONE_REPORT,
    *RELOADED,
    *ONE_CREW,
    *RELOADED_CREW,
]
