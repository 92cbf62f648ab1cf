"""Addresses that answer with no page of their own: files, data, forms that come back."""

from __future__ import annotations

#: What a browser gets that is no page: data, pictures, files, ways back.
NOT_PAGES = {
    "account.language",
    "council.heat_steps",
    "crew.job_again",
    "crew.order_again",
    "crew.shortest_again",
    "crew.together_again",
    "crew.recording",
    "dispatch.crew_again",
    "dispatch.export",
    "dispatch.recording",
    "operator.add_again",
    "operator.find_again",
    "dispatch.report_live",
    "dispatch.report_again",
    "dispatch.report_once_more",
    "dispatch.work_order_pdf",
    "healthz",
    "resident.area_feed",
    "resident.areas",
    "resident.circle_feed",
    "resident.near",
    "resident.from_poster",
    "resident.heat_steps",
    "resident.manifest",
    "resident.photo",
    "resident.points",
    "resident.service_worker",
    "resident.upload",
    "resident.where",
    "static",
}
