"""Asking to be told, confirming it, stopping it: by whoever reads the mailbox, and by nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.actions import subscribing
from app.channels.web_push import new_private_key
from app.domain.errors import TooManyAlerts
from app.models import OutboxMessage, PushDevice, PushFollow, Subscription
from app.queries.alerts import Where
from tests.factories import World, make_subscription
from tests.gateways import Browser

EMAIL = "gulchehra@example.uz"
CIRCLE = {"kind": "circle", "latitude": "41.05", "longitude": "69,05", "radius": "500", "email": EMAIL}
AREA = {"kind": "area", "district": "1701", "mahalla": "170101", "group": "roads", "email": EMAIL}


@pytest.fixture
def world(session):
    return World()


def subscriptions(session):
    session.expire_all()
    return list(session.scalars(select(Subscription).order_by(Subscription.id)))


def asked(session):
    return session.scalar(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "alert_confirm")
    )


def test_nobody_is_told_before_the_mailbox_says_yes(client, world, session):
    assert client.post("/alerts", data=CIRCLE).location == "/alerts/sent"
    (subscription,) = subscriptions(session)
    assert subscription.confirmed_at is None
    assert (subscription.longitude, subscription.latitude, subscription.radius_m) == (69.05, 41.05, 500)
    path = f"/alerts/{subscription.secret}"
    # Programs that open links before their owner does confirm nothing.
    assert client.get(path).status_code == 200
    assert subscriptions(session)[0].confirmed_at is None
    assert client.post(f"{path}/confirm").location == path
    assert subscriptions(session)[0].confirmed_at is not None


def test_an_area_is_picked_from_lists_without_a_script(client, world, session):
    page = client.post("/alerts", data={**AREA, "mahalla": "", "action": "pick"})
    assert "170101" in page.text
    assert subscriptions(session) == []
    client.post("/alerts", data={**AREA, "action": "send"})
    client.post("/alerts", data={**AREA, "mahalla": "", "group": ""})
    mahalla, district = subscriptions(session)
    assert (mahalla.area_id, mahalla.service_group_id) == (world.mahalla.id, world.group.id)
    assert (district.area_id, district.service_group_id) == (world.district.id, None)


def test_other_pages_lead_to_a_form_that_knows_the_place(client, world):
    page = client.get("/alerts?area=mahalla:170101&group=roads")
    assert 'value="170101" selected' in page.text or 'selected value="170101"' in page.text
    assert "/feeds/area/mahalla/170101.atom" in page.text
    assert 'value="41.05"' in client.get("/alerts?lat=41.05&lon=69.05&r=300").text
    for odd in ("area=x", "area=mahalla:none", "area=:", "lat=x&lon=y&r=z", "group=" + "x" * 5000):
        assert client.get(f"/alerts?{odd}").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"email": "gulchehra"},
        {"email": "a@b.uz\r\nBcc: c@d.uz"},
        {"latitude": ""},
        {"latitude": "x"},
        {"latitude": "9" * 5000},
        {"radius": "99"},
        {"radius": "nan"},
        {"radius": "inf"},
        {"radius": "5001"},
        {"radius": ""},
        {"kind": "area", "district": ""},
        {"kind": "area", "district": "none"},
        {"kind": "x"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, world, session, wrong):
    answer = client.post("/alerts", data={**CIRCLE, **wrong})
    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or wrong == {"kind": "x"}
    assert subscriptions(session) == []
    assert asked(session) == 0


def test_a_mailbox_is_asked_once_however_often_somebody_types_it(client, world, session):
    for _time in range(3):
        client.post("/alerts", data=CIRCLE)
    assert asked(session) == 1
    # And not more than five times an hour, whatever the places are: it may be somebody else's.
    for radius in range(100, 1100, 100):
        client.post("/alerts", data={**CIRCLE, "radius": str(radius)})
    assert asked(session) == 5


def test_the_answer_does_not_say_who_is_told_already(client, world, session):
    first = client.post("/alerts", data=CIRCLE)
    subscribing.confirm(subscriptions(session)[0], at=world.admin.created_at)
    second = client.post("/alerts", data=CIRCLE)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert asked(session) == 1


def test_stopping_forgets_everything_and_says_so_again(client, world, session):
    subscription = make_subscription(world.mahalla)
    path = f"/alerts/{subscription.secret}"
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert subscriptions(session) == []
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 200
    assert client.post(f"{path}/confirm").status_code == 404


def test_one_mailbox_hears_of_so_many_places_at_most(world, session, now):
    for _number in range(subscribing.MOST):
        make_subscription(world.mahalla, email=EMAIL, email_index="x" * 64)
    one_more = make_subscription(world.mahalla, confirmed=False, email=EMAIL, email_index="x" * 64)
    with pytest.raises(TooManyAlerts):
        subscribing.confirm(one_more, at=now)


def test_who_never_confirmed_is_forgotten_after_a_week(world, session, now):
    make_subscription(world.mahalla, confirmed=False)
    kept = make_subscription(world.mahalla)
    assert subscribing.forget_unconfirmed(now + subscribing.UNCONFIRMED) == 0
    later = now + 2 * subscribing.UNCONFIRMED
    assert subscribing.forget_unconfirmed(later) == 1
    assert subscriptions(session) == [kept]


def test_an_address_is_sealed_where_it_lies(client, world, session):
    client.post("/alerts", data=CIRCLE)
    (row,) = session.execute(text("SELECT email, email_index, secret FROM subscription")).all()
    assert EMAIL not in str(row)
    assert subscriptions(session)[0].secret not in str(row)


# Web push.

MAKER = "https://updates.push.services.mozilla.com/wpush/v2/device"


@pytest.fixture
def push(app, monkeypatch):
    monkeypatch.setitem(app.config, "WEB_PUSH_KEY", new_private_key())
    return Browser.at(MAKER).subscription


def test_a_reporter_has_this_device_told(client, world, session, push):
    sr = world.report()
    path = f"/r/{sr.public_id}/{sr.secret}"
    assert "web-push" in client.get(path).text
    for _time in range(2):
        assert client.post(f"{path}/push", json={"subscription": push}).json == {"ok": True}
    follow = session.scalars(select(PushFollow)).one()
    assert (follow.service_request_id, follow.kind) == (sr.id, "reporter")
    assert client.post(f"/r/{sr.public_id}/wrong/push", json={"subscription": push}).status_code == 404


def test_a_device_is_told_of_new_reports_somewhere(client, world, session, push):
    where = {"kind": "area", "district": "1701", "mahalla": "170101", "group": ""}
    answer = client.post("/alerts/push", json={"subscription": push, "where": where})
    assert answer.json["ok"]
    (subscription,) = subscriptions(session)
    assert (subscription.area_id, subscription.confirmed_at is not None) == (world.mahalla.id, True)
    assert answer.json["stop"] == f"/alerts/{subscription.secret}"
    again = client.post("/alerts/push", json={"subscription": push, "where": where})
    assert again.json == answer.json
    wrong = client.post("/alerts/push", json={"subscription": push, "where": {"kind": "area"}})
    assert (wrong.status_code, bool(wrong.json["error"])) == (422, True)
    assert client.post("/alerts/push", json={"subscription": push}).status_code == 422


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {"subscription": None},
        {"subscription": {"endpoint": MAKER}},
        {"subscription": {"endpoint": MAKER, "keys": {"p256dh": "AAAA", "auth": "AAAA"}}},
        {"subscription": {"endpoint": MAKER, "keys": "x"}},
        {"subscription": {"endpoint": MAKER, "keys": {"p256dh": "ў", "auth": ["x"]}}},
    ],
)
def test_what_is_no_browser_is_not_kept(client, world, session, push, said):
    sr = world.report()
    assert client.post(f"/r/{sr.public_id}/{sr.secret}/push", json=said).status_code == 400
    assert session.scalar(select(func.count()).select_from(PushDevice)) == 0


def test_the_server_writes_to_no_address_but_the_makers(client, world, session, push):
    sr = world.report()
    for endpoint in ("http://127.0.0.1:6379/", "https://10.0.0.1/x", "https://evil.example/x"):
        said = {"subscription": {**push, "endpoint": endpoint}}
        assert client.post(f"/r/{sr.public_id}/{sr.secret}/push", json=said).status_code == 400
    assert session.scalar(select(func.count()).select_from(PushDevice)) == 0


def test_without_a_key_nobody_is_offered_it(client, world):
    sr = world.report()
    assert "web-push" not in client.get(f"/r/{sr.public_id}/{sr.secret}").text
    said = {"subscription": Browser.at(MAKER).subscription}
    assert client.post(f"/r/{sr.public_id}/{sr.secret}/push", json=said).status_code == 400


def test_a_device_keeps_its_places_apart(world, session, now):
    device = subscribing.keep_device(MAKER, "p", "a", locale="uz", at=now)
    for area in (world.mahalla, world.district):
        subscribing.subscribe_device(Where(area=area), device, locale="uz", at=now)
    assert len(subscriptions(session)) == 2
    subscribing.forget_device(MAKER)
    assert subscriptions(session) == []


def test_devices_are_forgotten_with_the_contacts_of_what_ended_long_ago(world, session, now):
    device = subscribing.keep_device(MAKER, "p", "a", locale="uz", at=now)
    sr = world.report("closed")
    subscribing.follow_by_device(device, sr.id, at=now)
    subscribing.stop_notices(sr.id, "x" * 64, at=now)
    assert subscribing.forget_old_follows(now + timedelta(days=360)) == 0
    assert subscribing.forget_old_follows(now + timedelta(days=370)) == 3
    assert subscribing.forget_old_follows(now + timedelta(days=370)) == 0
    assert session.scalar(select(func.count()).select_from(PushDevice)) == 0
