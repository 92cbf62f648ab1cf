"""Following a report: what happens next and by when, what is asked, answered, added and rated, and who may."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from app.actions import oversight, remarks
from app.models import Remark
from tests.app.resident.conftest import count, tokens, upload, words
from tests.conftest import NOW, sign_in
from tests.factories import make_photo


def own(sr, rest=""):
    """The reporter's own page, or an address under it."""
    return f"/r/{sr.public_id}/{sr.secret}{rest}"


def send(client, sr, what, **values):
    """Send a form of the reporter's own page."""
    return client.post(
        own(sr, f"/{what}"),
        data={"client_uuid": str(uuid4()), **values},
        content_type="multipart/form-data",
    )


def ask(world, sr, text="Qaysi kirish yonida?"):
    """The agency's question."""
    remarks.ask(sr, words=text, client_uuid=str(uuid4()), by=world.dispatcher, at=NOW)


LATE = [
    (timedelta(days=0), "received", "", "It is to be done by"),
    (timedelta(days=3), "received", "3 days late: it was promised by", ""),
    (timedelta(days=1), "in_progress", "1 day late: it was promised by", ""),
    (timedelta(hours=2), "accepted", "2 hours late: it was promised by", ""),
]


@pytest.mark.parametrize(("after", "status", "late", "by_when"), LATE)
def test_a_broken_promise_is_said_plainly_with_how_late_it_is(world, client, after, status, late, by_when):
    sr = world.report(status)
    with time_machine.travel(sr.due_at + after if after else NOW, tick=False):
        told = words(client.get(f"/r/{sr.public_id}"))
    assert late in told
    assert by_when in told
    assert ("is not done yet" in told) == bool(late)


def test_work_that_came_late_says_so_after_it_was_done(world, client, frozen_time):
    sr = world.report("in_progress", at=NOW - timedelta(days=30))
    sr.was_overdue = True
    told = words(client.get(own(world.report("resolved"))))
    assert "later than promised" not in told
    late = world.report("resolved", at=NOW - timedelta(days=3))
    late.was_overdue = True
    assert "The work was done later than promised" in words(client.get(f"/r/{late.public_id}"))


def test_the_next_step_is_addressed_to_whoever_has_to_take_it(world, client):
    sr = world.report("resolved", at=NOW - timedelta(days=2, hours=2))
    mine, everybodys = words(client.get(own(sr))), words(client.get(f"/r/{sr.public_id}"))
    assert "Look at it: you have the last word. You have 5 days, until November 23" in mine
    assert "The resident who sent it has 7 days to confirm. If nobody answers by November 23" in everybodys
    assert "The resident" not in re.sub("The resident .*?\\.", "", mine.partition("What has happened")[0])


def test_the_agencys_question_stands_on_both_pages_and_only_the_reporter_can_answer(world, client):
    sr = world.report()
    ask(world, sr)
    mine, everybodys = client.get(own(sr)), client.get(f"/r/{sr.public_id}")
    assert "asks you something and waits for your answer" in words(mine)
    assert own(sr, "/answer") in mine.text
    assert "asked the resident something and waits for the answer" in words(everybodys)
    assert "Qaysi kirish yonida?" in words(everybodys)
    assert "/answer" not in everybodys.text
    answer = send(client, sr, "answer", words="Chap tomonda", photos=upload())
    assert (answer.status_code, answer.location) == (303, own(sr))
    told = words(client.get(answer.location))
    assert "Thank you. The agency has your answer." in told
    assert "The resident answered." in told
    assert "Chap tomonda" in words(client.get(f"/r/{sr.public_id}"))
    assert sr.photos[-1].key in client.get(f"/r/{sr.public_id}").text
    assert "/answer" not in client.get(own(sr)).text


def test_what_the_reporter_adds_stands_on_every_page_of_the_report(world, client, app):
    sr = world.report("accepted")
    answer = send(client, sr, "comment", words="Bolalar uchun xavfli", photos=upload())
    assert answer.status_code == 303
    key = sr.photos[-1].key
    for who, address in (
        (None, f"/r/{sr.public_id}"),
        (world.dispatcher, f"/dispatch/{sr.public_id}"),
        (world.crew_member, f"/crew/{sr.public_id}"),
    ):
        visitor = app.test_client()
        if who:
            sign_in(visitor, who)
        page = visitor.get(address)
        assert "The resident added something." in words(page), address
        assert "Bolalar uchun xavfli" in words(page), address
        assert key in page.text, address


def test_the_fields_say_that_everybody_reads_what_is_written_there(world, client):
    asked, fixed = world.report(), world.report("resolved")
    ask(world, asked)
    assert words(client.get(own(asked))).count("Everybody can read it on the page of the report:") == 2
    assert "Everybody can read it on the page of the report." in words(client.get(own(fixed)))


def test_nothing_that_a_script_could_be_made_of_gets_through(world, client):
    sr = world.report()
    ask(world, sr, "<b onclick=x>Qayerda?</b>")
    send(client, sr, "comment", words="<script>alert(1)</script>")
    for address in (own(sr), f"/r/{sr.public_id}"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<b onclick" not in page


@pytest.mark.parametrize("what", ["comment", "answer"])
def test_an_empty_form_is_refused_and_one_that_is_too_long_keeps_its_words_and_photos(world, client, what):
    sr = world.report()
    ask(world, sr)
    empty = send(client, sr, what)
    assert empty.status_code == 422
    assert "Write a sentence, or add a photo." in words(empty)
    long = send(client, sr, what, words="Suv " * 1001, photos=upload())
    assert long.status_code == 422
    assert "at most 4000 fit" in words(long)
    assert "Suv Suv" in long.text
    assert len(tokens(long) or re.findall('data-token="', long.text)) == 1
    assert count(Remark) == 1


@pytest.mark.parametrize("what", ["comment", "answer"])
def test_what_is_no_photo_is_refused_and_the_words_stay(world, client, what):
    sr = world.report()
    ask(world, sr)
    answer = send(client, sr, what, words="Mana", photos=upload("x.jpg", b"no photo"))
    assert answer.status_code == 422
    assert "This is not a photo." in words(answer)
    assert "Mana" in answer.text
    assert count(Remark) == 1


@pytest.mark.parametrize(
    ("status", "what"), [("closed", "comment"), ("rejected", "comment"), ("received", "answer")]
)
def test_what_is_not_possible_any_more_is_told_and_the_words_are_given_back(world, client, status, what):
    answer = send(client, world.report(status), what, words="Juda muhim gap")
    assert answer.status_code == 409
    told = words(answer)
    assert "any more" in told
    assert "What you had written: Juda muhim gap" in told
    assert count(Remark) == 0


def test_a_report_that_has_ended_offers_no_form_and_says_what_to_do(world, client):
    page = client.get(own(world.report("closed")))
    assert "/comment" not in page.text
    assert "If the problem is there again, send a new report." in words(page)


@pytest.mark.parametrize("what", ["comment", "answer", "confirm", "not-fixed", "rate"])
def test_nobody_acts_without_the_secret_of_this_report(world, client, what):
    sr, other = world.report("resolved"), world.report()
    for secret in ("x", other.secret, sr.secret[:-1], "x" * 3000):
        assert client.post(f"/r/{sr.public_id}/{secret}/{what}", data={"words": "x"}).status_code == 404
    assert sr.status == "resolved"
    assert count(Remark) == 0


def test_the_same_form_twice_is_one_comment_with_one_photo(world, client):
    sr = world.report()
    form = {"client_uuid": str(uuid4()), "words": "Suv", "photo_token": make_photo()}
    for _ in range(2):
        assert client.post(own(sr, "/comment"), data=form).status_code == 303
    assert count(Remark) == 1
    assert len(sr.photos) == 1


def test_after_ten_comments_in_a_day_the_eleventh_waits(world, client):
    sr = world.report()
    codes = [send(client, sr, "comment", words=f"{n}").status_code for n in range(11)]
    assert codes == [303] * 10 + [409]


def test_not_fixed_with_a_photo_shows_both_to_the_crew(world, client, app):
    sr = world.report("resolved")
    assert send(client, sr, "not-fixed", note="Yana oqyapti", photos=upload()).status_code == 303
    crew = app.test_client()
    sign_in(crew, world.crew_member)
    page = crew.get(f"/crew/{sr.public_id}")
    assert "Yana oqyapti" in words(page)
    assert sr.photos[-1].key in page.text


@pytest.mark.parametrize(("status", "what"), [("resolved", "confirm"), ("closed", "rate")])
def test_stars_come_with_words_for_everybody(world, client, status, what):
    sr = world.report(status)
    assert send(client, sr, what, rating="2", note="Uch hafta kutdik").status_code == 303
    told = words(client.get(f"/r/{sr.public_id}"))
    assert "The resident rated the work 2 of 5." in told
    assert "Uch hafta kutdik" in told
    too_long = send(client, sr, "rate", rating="2", note="x" * 4001)
    assert too_long.status_code == 422


def test_a_tied_report_leads_to_the_earlier_one_and_adds_nothing(world, client):
    original, tied = world.report(), world.report()
    oversight.mark_duplicate(tied, original, by=world.dispatcher, at=NOW)
    page = client.get(own(tied))
    assert f'href="/r/{original.public_id}"' in page.text
    assert "/comment" not in page.text
    assert "1 more resident has it" in words(client.get(f"/r/{original.public_id}"))
