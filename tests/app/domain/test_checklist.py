"""Checklists: what is typed becomes a number, a choice, words or materials, or is refused with a reason."""

import pytest
from werkzeug.datastructures import MultiDict

from app.domain.checklist import (
    MOST_ROWS,
    NOTHING,
    Answer,
    ItemKind,
    Material,
    Problem,
    Question,
    Unreadable,
    read,
    read_number,
    wrong,
)


def ask(kind, *, item_id=7, wording_id=70, **more):
    return Question(item_id, wording_id, ItemKind(kind), {"uz": "Savol"}, **more)


NUMBERS = [
    ("", None),
    ("   ", None),
    ("0", 0.0),
    ("3.5", 3.5),
    ("3,5", 3.5),
    (" 3,5 ", 3.5),
    ("-2", -2.0),
    ("−2,25", -2.25),
    ("-0", 0.0),
    ("007", 7.0),
    ("1 250,5", 1250.5),
    ("1\u00a0250", 1250.0),
    ("1\u202f250\u202f000", 1_250_000.0),
    ("2.71828", 2.718),
    ("999999999", 999_999_999.0),
]


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_a_number_is_read_with_a_point_a_comma_and_spaces(typed, number):
    read_it = read_number(typed)
    assert read_it == number
    assert str(read_it) != "-0.0"


HOSTILE = [
    "abc", "3.5 m²", "3,5,1", "1.250,5", "1,250.5", "1e3", "1e999", "1E5", "nan", "NaN", "inf", "-inf", "Infinity",
    "0x10", "1_000", "٣", "３", "½", "³", "+5", "--5", "5-", ".5", "5.", "1 2", "12 34", "1 25 000", "1\n2",
    "9999999999", "1" * 10_000, "🙂", "=1+1", "1;2", "null", "\x00", "3.1234567",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Unreadable) as refused:
        read_number(typed)
    assert refused.value.problem.reason == "unreadable"


BOUNDS = [
    ("0", 0, 10, None),
    ("10", 0, 10, None),
    ("10,0", 0, 10, None),
    ("-0,001", 0, 10, "too_small"),
    ("10.001", 0, 10, "too_large"),
    ("10.0004", 0, 10, None),
    ("-5", None, 10, None),
    ("5000", 0, None, None),
]


@pytest.mark.parametrize(("typed", "low", "high", "reason"), BOUNDS)
def test_a_number_keeps_to_its_bounds(typed, low, high, reason):
    question = ask("number", minimum=low, maximum=high)
    filled = read(MultiDict({"check-7": typed}), [question])
    assert [problem.reason for problem in filled.problems.values()] == ([reason] if reason else [])
    assert bool(filled.answers) is (reason is None)


MINUTES = [
    ("45", 45),
    (" 45 ", 45),
    ("1", 1),
    ("20000", 20_000),
    ("0", "too_small"),
    ("-5", "too_small"),
    ("−5", "too_small"),
    ("20001", "too_large"),
    ("1,5", "not_whole"),
    ("1.0", "not_whole"),
    ("1e999", "not_whole"),
    ("NaN", "not_whole"),
    ("soat", "not_whole"),
    ("1:30", "not_whole"),
    ("9" * 10_000, "not_whole"),
]


@pytest.mark.parametrize(("typed", "expected"), MINUTES)
def test_minutes_are_whole_and_more_than_none(typed, expected):
    question = ask("minutes")
    filled = read(MultiDict({"check-7": typed}), [question])
    if isinstance(expected, int):
        assert filled.answers == (Answer(question, minutes=expected),)
    else:
        assert filled.problems[7].reason == expected


CHOICES = {"hot": {"uz": "Issiq"}, "cold": {"uz": "Sovuq"}}
OTHERS = [
    (ask("choice", choices=CHOICES), "cold", {"choice": "cold"}),
    (ask("choice", choices=CHOICES), "warm", "unknown_choice"),
    (ask("choice", choices=CHOICES), "Issiq", "unknown_choice"),
    (ask("choice", choices=CHOICES), "hot' OR 1=1 --", "unknown_choice"),
    (ask("choice", choices=CHOICES), "", None),
    (ask("yes_no"), "yes", {"yes": True}),
    (ask("yes_no"), "no", {"yes": False}),
    (ask("yes_no"), "true", "unknown_choice"),
    (ask("yes_no"), "", None),
    (ask("text"), "  Truba\u202e yorilgan \r\n ikki joyda ", {"words": "Truba yorilgan\n ikki joyda"}),
    (ask("text"), "\u200b \u2800", None),
    (ask("text"), "ў" * 1_000, {"words": "ў" * 1_000}),
    (ask("text"), "ў" * 1_001, "too_long"),
    (ask("text"), "ў" * 10_000, "too_long"),
    (ask("text"), "ў" * 100_000, "too_long"),
]


@pytest.mark.parametrize(("question", "typed", "expected"), OTHERS)
def test_choices_and_words_are_typed_too(question, typed, expected):
    filled = read(MultiDict({"check-7": typed}), [question])
    if expected is None:
        assert filled == NOTHING
    elif isinstance(expected, str):
        assert filled.problems[7].reason == expected
    else:
        assert filled.answers == (Answer(question, **expected),)


def rows(*materials):
    """Return the fields of materials, each (what, amount, unit)."""
    return MultiDict(
        {
            f"check-7-{part}-{number}": value
            for number, row in enumerate(materials, start=1)
            for part, value in zip(("what", "amount", "unit"), row, strict=True)
        }
    )


MATERIALS = [
    (rows(), ()),
    (rows(("", "", "kg")), ()),
    (rows(("Asfalt", "120", "kg")), (Material("Asfalt", 120.0, "kg"),)),
    (rows(("", "", ""), ("Bitum", "2,5", "l")), (Material("Bitum", 2.5, "l"),)),
    (
        rows(*[(f"Nima {n}", "1", "piece") for n in range(MOST_ROWS + 3)]),
        tuple(Material(f"Nima {n}", 1.0, "piece") for n in range(MOST_ROWS)),
    ),
    (rows(("Asfalt", "", "kg")), ("amount_missing", 1)),
    (rows(("Bitum", "1", "l"), ("", "5", "kg")), ("what_missing", 2)),
    (rows(("Asfalt", "5", "")), ("unit_missing", 1)),
    (rows(("Asfalt", "5", "pud")), ("unit_missing", 1)),
    (rows(("Asfalt", "0", "kg")), ("too_small", 1)),
    (rows(("Asfalt", "-5", "kg")), ("too_small", 1)),
    (rows(("Asfalt", "5000000", "kg")), ("too_large", 1)),
    (rows(("Asfalt", "koʻp", "kg")), ("unreadable", 1)),
    (rows(("A" * 121, "1", "kg")), ("too_long", 1)),
    (rows(("A" * 10_000, "1", "kg")), ("too_long", 1)),
]


@pytest.mark.parametrize(("form", "expected"), MATERIALS)
def test_materials_are_rows_of_what_how_much_and_unit(form, expected):
    question = ask("materials")
    filled = read(form, [question])
    if expected and isinstance(expected[0], str):
        assert (filled.problems[7].reason, filled.problems[7].row) == expected
    else:
        assert filled.answers == ((Answer(question, materials=expected),) if expected else ())


def test_only_fields_of_these_questions_are_looked_at():
    form = MultiDict({"check-7": "5", "check-8": "abc", "check-7-X": "9", "check-": "1", "check-7-as": "x"})
    filled = read(form, [ask("number")])
    assert [answer.number for answer in filled.answers] == [5.0]
    assert not filled.problems
    assert [answer.number for answer in read(form, [ask("number")], of="X").answers] == [9.0]


def test_the_first_of_several_values_counts():
    assert read(MultiDict([("check-7", "5"), ("check-7", "6")]), [ask("number")]).answers[0].number == 5


def test_what_is_demanded_and_missing_is_wrong_and_so_is_what_cannot_be_read():
    needed, free, bad = ask("minutes", is_required=True), ask("number", item_id=8), ask("number", item_id=9)
    asked = [needed, free, bad]
    filled = read(MultiDict({"check-9": "abc"}), asked)
    assert wrong(asked, filled) == [(needed, Problem("missing")), (bad, Problem("unreadable"))]
    assert wrong(asked, NOTHING) == [(needed, Problem("missing"))]
    assert wrong(asked, read(MultiDict({"check-7": "5"}), asked)) == []


def test_a_question_that_was_retired_meanwhile_is_kept_where_it_can_be_read_and_never_demanded():
    retired = ask("number", is_required=True, is_asked=False)
    assert wrong([retired], NOTHING) == []
    assert read(MultiDict({"check-7": "5"}), [retired]).answers[0].number == 5
    filled = read(MultiDict({"check-7": "abc"}), [retired])
    assert filled == NOTHING
    assert wrong([retired], filled) == []


def test_an_answer_is_read_by_the_words_under_which_it_was_asked():
    before = ask("number", wording_id=60, maximum=10)
    now = ask("number", wording_id=70, maximum=1, earlier={60: before})
    old = read(MultiDict({"check-7": "5", "check-7-as": "60"}), [now])
    assert old.answers[0].question.wording_id == 60
    for unknown in ("70", "99", "", "abc", "٦٠", "6" * 400):
        new = read(MultiDict({"check-7": "5", "check-7-as": unknown}), [now])
        assert new.problems[7].reason == "too_large", unknown
