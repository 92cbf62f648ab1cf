"""Searching areas and imported places together: both databases, each process noticing what changed."""

import threading

import pytest
from sqlalchemy import select

from app.actions import administration, places
from app.domain.text import TextTooLong
from app.models import Area, Place
from app.queries import place_search
from geo.same_place import Place as NewPlace
from tests.conftest import NOW
from tests.factories import World, make_area


@pytest.fixture
def world(session):
    world = World()
    world.region.names = {"uz": "Namuna viloyati"}
    world.district.names = {"uz": "Bogʻzor tumani", "ru": "Богзарский район"}
    world.mahalla.names = {"uz": "Gulbahor", "uz_Cyrl": "Гулбаҳор"}
    world.other_mahalla.names = {"uz": "Navbahor"}
    session.commit()
    place_search.forget_names()
    return world


def place(key="1", name="Chinor koʻchasi", kind="street", lon=69.05, lat=41.05, other_names=(), **names):
    return NewPlace(key, kind, {"uz": name, **names}, other_names, lon, lat)


def bring(*new, source="test", **options):
    return places.import_places(source, new, at=NOW, **options)


def found(typed, **options):
    return [(answer.kind, answer.names["uz"]) for answer in place_search.search(typed, **options)]


def test_areas_of_every_level_are_found_by_any_of_their_names(world):
    assert found("namuna")[0] == ("region", "Namuna viloyati")
    assert found("bogzor tumani")[0] == ("district", "Bogʻzor tumani")
    assert found("Богзарский")[0] == ("district", "Bogʻzor tumani")
    assert found("ГУЛБАҲОР")[0] == ("mahalla", "Gulbahor")


def test_an_answer_says_where_it_is_and_how_near_the_map_should_come(world):
    answer = place_search.search("gulbahor")[0]
    assert [area.id for area in answer.around] == [world.district.id, world.region.id]
    assert (round(answer.longitude, 2), round(answer.latitude, 2)) == (69.05, 41.05)
    assert (answer.zoom, answer.area_key) == (11, "mahalla:170101")


def test_streets_and_landmarks_are_found_with_the_areas_they_lie_in(world):
    bring(place(ru="улица Чинар"), place("2", "Chorsu bozori", "landmark", 69.15))
    street = place_search.search("чинар")[0]
    assert (street.kind, street.zoom) == ("street", 17)
    assert [area.id for area in street.around] == [world.mahalla.id, world.district.id, world.region.id]
    assert found("chorsu navbahor")[0] == ("landmark", "Chorsu bozori")


def test_a_former_name_finds_a_place_and_is_not_shown(world):
    bring(place(other_names=("улица Ленина",)))
    answer = place_search.search("ленина")[0]
    assert answer.names == {"uz": "Chinor koʻchasi"}


def test_the_owner_is_named(world):
    bring(place(), attribution="© OpenStreetMap")
    assert place_search.search("chinor")[0].attribution == "© OpenStreetMap"


def test_a_larger_place_comes_before_a_smaller_one_of_its_name(world):
    bring(
        place("1", "Gulbahor koʻchasi"),
        place("2", "Gulbahor", "settlement"),
        place("3", "Gulbahor", "landmark"),
    )
    assert [kind for kind, _ in found("gulbahor")] == ["mahalla", "settlement", "landmark", "street"]


def test_answers_are_bounded(world):
    bring(*(place(str(n), f"Chinor {n}-tor koʻchasi") for n in range(50)))
    assert len(found("chinor")) == place_search.MOST
    assert len(found("chinor", most=3)) == 3


def test_a_change_is_noticed_at_once(world, session):
    assert found("chinor") == []
    bring(place())
    assert found("chinor") == [("street", "Chinor koʻchasi")]
    bring(place(name="Terak koʻchasi"))
    assert (found("chinor"), found("terak")) == ([], [("street", "Terak koʻchasi")])
    bring()
    assert found("terak") == []
    assert session.scalar(select(Place.id)) is None


def test_a_new_name_of_an_area_is_noticed_at_once(world):
    assert found("lolazor") == []
    administration.describe_area(world.mahalla, names={"uz": "Lolazor"}, population=None, by=world.admin)
    assert found("lolazor") == [("mahalla", "Lolazor")]


def test_an_area_without_a_boundary_is_not_an_answer(world, session):
    session.add(Area(level="mahalla", code="999", names={"uz": "Chegarasiz"}))
    session.commit()
    place_search.forget_names()
    assert found("chegarasiz") == []


def test_nothing_typed_finds_nothing(world):
    for typed in ("", "   ", "'", "…", "\u202e"):
        assert place_search.search(typed) == []


@pytest.mark.parametrize("length", [101, 10_000, 2_000_000])
def test_too_long_a_question_is_refused(world, length):
    with pytest.raises(TextTooLong):
        place_search.search("a" * length)


def test_what_somebody_types_is_only_ever_text(world):
    for typed in ("%' OR 1=1 --", "\\", "NULL", "<script>", "{}", "a" * 100, "\x00", "🙂🙂", "' " * 50):
        place_search.search(typed)


def test_nearer_answers_come_first(world):
    bring(place("1", lon=69.02, lat=41.05), place("2", lon=69.18, lat=41.05))
    west, east = (place_search.search("chinor", near=(lon, 41.05))[0].longitude for lon in (69.0, 69.2))
    assert (west, east) == (69.02, 69.18)


def test_what_another_service_found_outside_the_territory_is_no_answer(world):
    assert place_search.inside("address", {"uz": "A"}, 69.05, 41.05).around[0].id == world.mahalla.id
    assert place_search.inside("address", {"uz": "A"}, 2.35, 48.85) is None
    assert place_search.inside("address", {"uz": "A"}, float("nan"), 48.85) is None


def test_while_one_thread_makes_the_index_the_others_answer_with_the_old_one(committing_app):
    make_area(names={"uz": "Gulbahor"})
    places.import_places("test", [place()], at=NOW)
    assert found("chinor") == [("street", "Chinor koʻchasi")]
    places.import_places("test", [place(name="Terak koʻchasi")], at=NOW)
    answers = []

    def ask():
        with committing_app.app_context():
            answers.append(place_search.search("chinor"))

    with place_search._lock:  # Somebody is at it.
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join(10)
    # The place is gone from the database by now or has another name; the old index still answered.
    assert len(answers) == 1
    assert found("terak") == [("street", "Terak koʻchasi")]
