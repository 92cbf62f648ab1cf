"""What somebody pastes into a search: coordinates and links of maps are places, everything else is words."""

import pytest

from app.domain.pasted_place import is_link, pasted_place

HERE = (69.2797, 41.3111)

PLACES = [
    "41.3111, 69.2797",
    "41.3111,69.2797",
    "41.3111 69.2797",
    " (41.3111; 69.2797) ",
    "41,3111 69,2797",
    "41,3111; 69,2797",
    "41.3111° N, 69.2797° E",
    "41°18'39.96\"N 69°16'46.92\"E",
    "E 69.2797 N 41.3111",
    "с.ш. 41.3111 в.д. 69.2797",
    "geo:41.3111,69.2797?z=16",
    "https://www.google.com/maps/@41.3111,69.2797,15z",
    "https://www.google.com/maps/place/Chorsu/@41.30,69.20,17z/data=!3m1!4b1!4m6!8m2!3d41.3111!4d69.2797?entry=ttu",
    "https://www.google.com/maps?q=41.3111,69.2797",
    "https://maps.google.com/?q=loc:41.3111,69.2797",
    "https://www.google.com/maps/search/?api=1&query=41.3111%2C69.2797",
    "https://www.google.com/maps/search/41.3111,+69.2797?sa=X",
    "https://www.google.com/maps/dir/41.2,69.1/41.3111,69.2797/",
    "https://www.google.com/maps/dir/?api=1&destination=41.3111,69.2797",
    "https://yandex.uz/maps/10335/tashkent/?ll=69.2797%2C41.3111&z=16",
    "https://yandex.ru/maps/?ll=69.1%2C41.2&mode=whatshere&whatshere%5Bpoint%5D=69.2797%2C41.3111&z=17",
    "https://yandex.com/maps/?pt=69.2797,41.3111&z=18&l=map",
    "https://yandex.uz/maps/?rtext=41.2,69.1~41.3111,69.2797&rtt=auto",
    "https://www.openstreetmap.org/?mlat=41.3111&mlon=69.2797#map=16/41.2/69.1",
    "https://www.openstreetmap.org/#map=16/41.3111/69.2797",
    "https://www.openstreetmap.org/node/1#map=16.5/41.3111/69.2797&layers=N",
    "https://2gis.uz/tashkent/geo/69.2797%2C41.3111",
    "https://2gis.uz/tashkent?m=69.2797%2C41.3111%2F16",
    "https://maps.apple.com/?ll=41.3111,69.2797&q=Pin",
]


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_read_whichever_way_it_is_written(text):
    assert pasted_place(text) == pytest.approx(HERE, abs=1e-6)


NO_PLACES = [
    "",
    "   ",
    "chuqur",
    "90 123 45 67",
    "+998 90 123-45-67",
    "998901234567",
    "37 062 13 14",
    "41 69",
    "41, 69",
    "2RFX-EX7P",
    "21.11.2026",
    "12.5 m",
    "100.00",
    "Maktab 41.31",
    "41.3111, 69.2797 yonida chuqur",
    "95.10, 200.50",
    "https://maps.app.goo.gl/abcDEF",
    "https://yandex.uz/maps/-/CCUabc",
    "https://example.org/41",
    "https://www.google.com/maps/@91.5,269.5,15z",
    "https://[broken",
    "geo:here",
    "https://www.google.com/maps?q=" + "9" * 3000,
    "1." * 60,
]


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_place_is_left_to_the_words(text):
    assert pasted_place(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://maps.app.goo.gl/abc", True),
        ("geo:1,2", True),
        ("see https://x.uz", False),
        ("chuqur", False),
    ],
)
def test_a_link_is_told_from_words(text, expected):
    assert is_link(text) is expected
