"""Templates of replies: only the admin looks after them, and only placeholders that somebody fills in."""

import pytest

from app.actions import reply_templates
from app.db import db
from app.domain.errors import NotPermitted
from app.models import ReplyTemplate
from tests.app.conversations import make_template
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import World


@pytest.fixture
def world(app, session):
    return World()


@pytest.fixture
def admin(client, world):
    sign_in(client, world.admin)
    return client


def form(**values):
    return {
        "title": "Usta yoʻlda",
        "locale": "uz",
        "about": "",
        "words": "{number}",
        "is_active": "y",
        **values,
    }


def test_a_template_is_added_and_changed(admin, world):
    assert admin.post("/admin/replies/add", data=form(about=f"s{world.service.id}")).status_code == 302
    (template,) = db.session.query(ReplyTemplate)
    assert (template.service_id, template.service_group_id) == (world.service.id, None)
    assert "Usta yoʻlda" in words(admin.get("/admin/replies"))
    changed = form(title="Usta keldi", about=f"g{world.group.id}", locale="ru", is_active="")
    assert admin.post(f"/admin/replies/{template.id}", data=changed).status_code == 302
    db.session.refresh(template)
    assert (template.title, template.locale, template.is_active) == ("Usta keldi", "ru", False)
    assert (template.service_id, template.service_group_id) == (None, world.group.id)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": " "}, "Fill in this field."),
        ({"words": ""}, "Fill in this field."),
        ({"locale": "xx"}, "Fill in this field."),
        ({"words": "{ism}"}, "is no placeholder"),
    ],
)
def test_what_cannot_be_used_is_refused(admin, values, said):
    answer = admin.post("/admin/replies/add", data=form(**values))
    assert answer.status_code == 422
    assert said in words(answer)
    assert db.session.query(ReplyTemplate).count() == 0


def test_what_is_not_there_is_not_found(admin):
    assert admin.get("/admin/replies/999").status_code == 404
    assert admin.post("/admin/replies/add", data=form(about="s999")).status_code in (404, 422)


@pytest.mark.parametrize("who", ["dispatcher", "crew_member", "council", "operator", "resident"])
def test_nobody_else_looks_after_them(client, world, who):
    template = make_template()
    sign_in(client, getattr(world, who))
    for address in ("/admin/replies", "/admin/replies/add", f"/admin/replies/{template.id}"):
        assert client.get(address).status_code == 403
    with pytest.raises(NotPermitted):
        reply_templates.save(
            template,
            title="X",
            words="X",
            locale="uz",
            service=None,
            group=None,
            is_active=True,
            by=getattr(world, who),
        )
