"""What Namuna's crews wrote down could have been typed: within the bounds, among the choices, nothing demanded left out."""

from app.catalogue import DEFAULT
from app.demo.checklists import answers_of
from app.domain.checklist import MATERIAL_UNITS, ItemKind, Question, read_number

SERVICES = list(DEFAULT.checklists)
ASKED = {
    number: [
        (
            item.code,
            Question(
                item_id=at,
                wording_id=100 * number + at,
                kind=item.kind,
                words=item.words,
                is_required=item.is_required,
                unit=item.unit,
                minimum=item.minimum,
                maximum=item.maximum,
                choices=item.choices,
            ),
        )
        for at, item in enumerate(DEFAULT.checklists[code])
    ]
    for number, code in enumerate(SERVICES, start=1)
}
BY_WORDING = {question.wording_id: question for rows in ASKED.values() for _, question in rows}
#: Every service is finished twenty times.
REQUESTS = [{"id": n, "service_id": n % len(SERVICES) + 1} for n in range(1, 20 * len(SERVICES) + 1)]
CHANGES = [
    {"id": 2 * row["id"] + at, "service_request_id": row["id"], "move": move}
    for row in REQUESTS
    for at, move in enumerate(("start", "resolve"))
]


def test_answers_are_of_their_kind_and_within_their_bounds():
    answers, materials = answers_of(REQUESTS, CHANGES, ASKED)
    used = {row["answer_id"] for row in materials}
    kinds = set()
    for row in answers:
        question = BY_WORDING[row["wording_id"]]
        kinds.add(question.kind)
        said = {name for name in ("number", "yes", "choice", "words", "minutes") if row[name] is not None}
        column = {ItemKind.NUMBER: "number", ItemKind.YES_NO: "yes", ItemKind.TEXT: "words"}.get(
            question.kind, question.kind.value
        )
        assert said == (set() if question.kind is ItemKind.MATERIALS else {column})
        assert (row["id"] in used) is (question.kind is ItemKind.MATERIALS)
        if row["number"] is not None:
            assert read_number(f"{row['number']:.3f}", question.minimum, question.maximum) is not None
        if row["choice"] is not None:
            assert row["choice"] in question.choices
    assert kinds == set(ItemKind)
    assert [row["id"] for row in answers] == list(range(1, len(answers) + 1))
    assert [row["id"] for row in materials] == list(range(1, len(materials) + 1))
    assert all(row["amount"] > 0 and row["unit"] in MATERIAL_UNITS for row in materials)


def test_every_finishing_has_what_is_demanded_and_nothing_else_is_answered():
    answers, _materials = answers_of(REQUESTS, CHANGES, ASKED)
    answered = {(row["status_change_id"], row["wording_id"]) for row in answers}
    assert len(answered) == len(answers)
    resolved = {row["id"] for row in CHANGES if row["move"] == "resolve"}
    assert {change for change, _ in answered} <= resolved
    for change in CHANGES:
        if change["move"] == "resolve":
            service = change["service_request_id"] % len(SERVICES) + 1
            for _code, question in ASKED[service]:
                if question.is_required:
                    assert (change["id"], question.wording_id) in answered


def test_every_question_is_asked_in_four_languages_and_some_are_demanded():
    for code, items in DEFAULT.checklists.items():
        assert len({item.code for item in items}) == len(items), code
        for item in items:
            for texts in (item.words, *item.choices.values()):
                assert set(texts) == {"uz", "kaa", "ru", "en"}, (code, item.code)
    assert any(item.is_required for item in DEFAULT.checklists["pothole"])
