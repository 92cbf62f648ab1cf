"""What the crews of Namuna wrote down when they finished their jobs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from app.demo.rows import Row
from app.domain.checklist import ItemKind, Question

#: What a number usually is, by the question's code: from, to, and its step.
NUMBERS = {
    "area": (0.5, 9.0, 0.5),
    "depth": (4, 18, 1),
    "asphalt": (60, 900, 20),
    "length": (2, 60, 1),
    "volume": (0.5, 8, 0.5),
    "bins": (1, 6, 1),
    "pressure": (2, 4.5, 0.1),
    "lamps": (1, 4, 1),
    "voltage": (214, 231, 1),
    "temperature": (38, 62, 1),
    "trees": (1, 3, 1),
}
DIAMETERS = (20, 25, 32, 50, 63, 110, 160)
CAUSES = (
    "Eskirgan qism ishdan chiqqan.", "Ulanish joyi boʻshab qolgan.", "Quvur zanglagan.", "Kuchli shamoldan keyin.",
    "Haddan tashqari yuklama.", "Qurilish paytida shikastlangan.",
)  # fmt: skip
MATERIALS = (
    ("Sement", 25, "kg"), ("Qum", 0.2, "m3"), ("Bolt va gayka", 8, "piece"), ("Kabel", 12, "m"), ("Boʻyoq", 2, "l"),
    ("Quvur", 3, "m"), ("Xomut", 2, "piece"), ("Taxta", 4, "piece"), ("Shagʻal", 150, "kg"),
)  # fmt: skip
#: Who may leave a question out does so this often.
LEFT_OUT = 0.3


def answers_of(
    requests: Sequence[Row], changes: Sequence[Row], asked: Mapping[int, Sequence[tuple[str, Question]]]
) -> tuple[list[Row], list[Row]]:
    """Return the rows of answers, and of the materials among them, for every finishing; `asked` is by service.

    The questions come with their codes in the catalogue.
    """
    rng = random.Random("checklists")
    services = {request["id"]: request["service_id"] for request in requests}
    answers: list[Row] = []
    materials: list[Row] = []
    for change in changes:
        if change["move"] != "resolve":
            continue
        for code, question in asked.get(services[change["service_request_id"]], ()):
            if not question.is_required and rng.random() < LEFT_OUT:
                continue
            answers.append(
                {
                    "id": len(answers) + 1,
                    "service_request_id": change["service_request_id"],
                    "status_change_id": change["id"],
                    "wording_id": question.wording_id,
                    **_said(rng, code, question),
                }
            )
            if question.kind is ItemKind.MATERIALS:
                materials += _used(rng, len(answers), len(materials))
    return answers, materials


def _said(rng: random.Random, code: str, question: Question) -> Row:
    said: Row = {"number": None, "yes": None, "choice": None, "words": None, "minutes": None}
    if question.kind is ItemKind.MINUTES:
        said["minutes"] = rng.choice((20, 30, 40, 45, 60, 75, 90, 120, 150, 180, 240))
    elif question.kind is ItemKind.YES_NO:
        said["yes"] = rng.random() < 0.93
    elif question.kind is ItemKind.CHOICE:
        said["choice"] = rng.choice(list(question.choices))
    elif question.kind is ItemKind.TEXT:
        said["words"] = rng.choice(CAUSES)
    elif code == "diameter":
        said["number"] = float(rng.choice(DIAMETERS))
    elif question.kind is ItemKind.NUMBER:
        low, high, step = NUMBERS[code]
        said["number"] = round(low + step * rng.randint(0, round((high - low) / step)), 2)
    return said


def _used(rng: random.Random, answer_id: int, written: int) -> list[Row]:
    return [
        {
            "id": written + row,
            "answer_id": answer_id,
            "what": what,
            "amount": round(amount * rng.choice((0.5, 1, 1, 2)), 2),
            "unit": unit,
        }
        for row, (what, amount, unit) in enumerate(rng.sample(MATERIALS, rng.choice((1, 1, 2))), start=1)
    ]
