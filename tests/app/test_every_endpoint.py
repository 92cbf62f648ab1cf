"""Every endpoint says whom it is for, and lets in nobody else."""

import pytest
from werkzeug.routing import AnyConverter, Rule

from app import access, create_app
from app.models import Role
from tests.conftest import sign_in
from tests.databases import SETTINGS
from tests.factories import World

#: What needs no rule: files that anybody may have, and the answer to a load balancer.
WITHOUT_RULE = {"static", "healthz"}

#: Everybody's pages, by name: a new one is put here on purpose, or it gets a rule.
PUBLIC = {
    "account.language",
    "account.sign_in",
    "account.sign_out",
    "contractor.answer",
    "contractor.upload_photo",
    "resident.begin_upload",
    "resident.upload",
    "resident.upload_part",
    "resident.about",
    "resident.data",
    "resident.data_catalogue",
    "resident.data_checksums",
    "resident.data_file",
    "resident.embed",
    "resident.embed_code",
    "resident.statistics",
    "resident.suggest_data",
    "resident.tell_of_self",
    "resident.alert",
    "resident.alerts",
    "resident.alerts_sent",
    "resident.area_feed",
    "resident.areas",
    "resident.circle_feed",
    "resident.confirm_alert",
    "resident.push_alert",
    "resident.push_mine",
    "resident.push_supporter",
    "resident.stop",
    "resident.ask_code",
    "resident.ask_my_code",
    "resident.ask_my_code_again",
    "resident.card",
    "resident.claim",
    "resident.confirm",
    "resident.detach",
    "resident.enter_code",
    "resident.enter_my_code",
    "resident.from_poster",
    "resident.heat",
    "resident.heat_map",
    "resident.heat_steps",
    "resident.how",
    "resident.manifest",
    "resident.offline",
    "resident.report_queued",
    "resident.service_worker",
    "resident.waiting",
    "resident.index",
    "resident.mine",
    "resident.my",
    "resident.not_fixed",
    "resident.page",
    "resident.photo",
    "resident.places",
    "resident.points",
    "resident.rate",
    "resident.report",
    "resident.reports",
    "resident.sent",
    "resident.supporter",
    "resident.support",
    "resident.stop_telling",
    "resident.near",
    "resident.leave",
    "resident.comment",
    "resident.answer",
    "resident.sign_out_of_my",
    "resident.upload_photo",
    "resident.where",
}

#: Which roles each rule lets in. `tests/app/test_access.py` holds the rules themselves to the same.
ROLES = {
    "is_signed_in": set(Role),
    "may_administer": {Role.ADMIN},
    "may_file_for_others": {Role.OPERATOR, Role.ADMIN},
    "may_use_council": {Role.COUNCIL, Role.ADMIN},
    "may_use_inbox": {Role.DISPATCHER, Role.ADMIN},
    "may_use_jobs": {Role.CREW},
}

#: What each room's endpoints ask; the account's own page is for whoever has signed in.
ROOMS = {
    "account": "is_signed_in",
    "admin": "may_administer",
    "council": "may_use_council",
    "crew": "may_use_jobs",
    "dispatch": "may_use_inbox",
    "operator": "may_file_for_others",
}

_app = create_app({**SETTINGS, "DATABASE_URL": "sqlite:///:memory:"})


def rule_of(endpoint: str) -> str | None:
    """Return the name of an endpoint's access rule, or None."""
    return getattr(_app.view_functions[endpoint], "access_rule", None)


def address_of(rule: Rule) -> str:
    """Return an address of this rule, of things that are not there."""
    known = {
        "token": "x",
        "level": "mahalla",
        "public_id": "N3C2-7T3E",
        "ending": "csv",
    }
    values = {name: known.get(name) or first_word(rule, name) for name in rule.arguments}
    return str(_app.url_map.bind("localhost").build(rule.endpoint, values))


def first_word(rule: Rule, name: str) -> str | int:
    """Return the first word that a rule allows for an argument; 0 where it is no choice of words."""
    converter = rule._converters.get(name)
    return str(sorted(converter.items)[0]) if isinstance(converter, AnyConverter) else 0


def requests_to(endpoints) -> list:
    """Return each method and address of these endpoints, named for the report of a test."""
    rules = sorted((r for r in _app.url_map.iter_rules() if r.endpoint in endpoints), key=lambda r: r.rule)
    return [
        pytest.param(method, address_of(rule), rule.endpoint, id=f"{method} {rule.rule}")
        for rule in rules
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"})
    ]


ENDPOINTS = set(_app.view_functions) - WITHOUT_RULE
PROTECTED = {endpoint for endpoint in ENDPOINTS if rule_of(endpoint) not in (None, "public")}


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def people(world):
    return {
        Role.RESIDENT: world.resident,
        Role.CREW: world.crew_member,
        Role.DISPATCHER: world.dispatcher,
        Role.OPERATOR: world.operator,
        Role.COUNCIL: world.council,
        Role.ADMIN: world.admin,
    }


@pytest.mark.parametrize("endpoint", sorted(ENDPOINTS))
def test_every_endpoint_has_an_access_rule(endpoint):
    rule = rule_of(endpoint)
    assert rule is not None, "decorate the view with @requires(...) or @public, directly under @bp.route"
    assert (rule == "public") == (endpoint in PUBLIC)
    assert rule == "public" or callable(getattr(access, rule))


@pytest.mark.parametrize("endpoint", sorted(PROTECTED))
def test_every_endpoint_of_a_room_asks_the_rule_of_the_room(endpoint):
    assert rule_of(endpoint) == ROOMS[endpoint.partition(".")[0]]


@pytest.mark.parametrize(("method", "address", "endpoint"), requests_to(PROTECTED))
def test_every_protected_endpoint_refuses_visitors_and_each_wrong_role(
    app, people, method, address, endpoint
):
    visitor = app.test_client().open(address, method=method)
    assert (visitor.status_code, visitor.location.partition("?")[0]) == (302, "/sign-in")
    for role in set(Role) - ROLES[rule_of(endpoint)]:
        client = app.test_client()
        sign_in(client, people[role])
        assert client.open(address, method=method).status_code == 403, role


@pytest.mark.parametrize(
    ("method", "address", "endpoint"), [p for p in requests_to(PROTECTED) if p.values[0] == "GET"]
)
def test_every_protected_page_lets_the_right_roles_in(app, people, method, address, endpoint):
    for role in ROLES[rule_of(endpoint)]:
        client = app.test_client()
        sign_in(client, people[role])
        answer = client.get(address)
        # Nothing of that number is here, so most answer that it was not found; none that it is not allowed.
        assert answer.status_code in (200, 302, 404), (role, answer.status_code)
        assert not (answer.location or "").startswith("/sign-in"), role


def test_an_address_that_is_not_here_tells_nobody_anything(client, world):
    assert client.get("/admin/nothing").status_code == 404
    assert client.get("/nothing").status_code == 404
