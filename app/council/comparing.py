"""By what areas and agencies are compared, and what may be said of each: a funnel, never a list by raw counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import charts
from app.council.figures import percent, told
from app.domain import league
from app.domain.league import Funnel, Standing, Verdict
from app.i18n import named
from app.presentation import number
from app.queries.council import Row
from app.queries.council_counts import Counts


class Compared(StrEnum):
    """What can be compared."""

    CONFIRMED = "confirmed"
    IN_TIME = "in_time"
    SENT_BACK = "sent_back"
    PER_1000 = "per_1000"


COMPARED = {
    Compared.CONFIRMED: _l("Confirmed by residents, of the fixed ones"),
    Compared.IN_TIME: _l("Fixed in time, of those whose day has come"),
    Compared.SENT_BACK: _l("Sent back by residents, of all"),
    Compared.PER_1000: _l("Reports per 1,000 residents"),
}
#: More reports per resident are neither better nor worse.
_MORE_IS_BETTER = {Compared.CONFIRMED: True, Compared.IN_TIME: True, Compared.SENT_BACK: False}

VERDICT = {
    Verdict.BETTER: _l("Better than chance explains"),
    Verdict.PERHAPS_BETTER: _l("Perhaps better"),
    Verdict.NO_DIFFERENCE: _l("No clear difference"),
    Verdict.PERHAPS_WORSE: _l("Perhaps worse"),
    Verdict.WORSE: _l("Worse than chance explains"),
    Verdict.TOO_FEW: _l("Too few to say"),
}
STANDING = {
    Standing.FAR_ABOVE: _l("More than chance explains"),
    Standing.ABOVE: _l("Perhaps more than elsewhere"),
    Standing.AS_EXPECTED: _l("No clear difference"),
    Standing.BELOW: _l("Perhaps fewer than elsewhere"),
    Standing.FAR_BELOW: _l("Fewer than chance explains"),
    Standing.TOO_FEW: _l("Too few to say, or residents not known"),
}
_SIZE = {
    Compared.CONFIRMED: _l("Fixed reports"),
    Compared.IN_TIME: _l("Fixed or overdue reports"),
    Compared.SENT_BACK: _l("Reports"),
    Compared.PER_1000: _l("Reports to be expected for so many residents"),
}


@dataclass(frozen=True)
class League:
    """What is compared: the chart, the verdict on each row in words, and the names under each verdict, best first."""

    funnel: Funnel
    said: Sequence[str]
    groups: Sequence[tuple[str, Sequence[str]]]
    chart: charts.Chart


def league_of(rows: Sequence[Row], compared: Compared, who: str) -> League:
    """Compare rows that have a subject."""
    names = [named(row.subject.names) if row.subject is not None else "" for row in rows]
    if compared is Compared.PER_1000:
        funnel = league.of_rates(
            [row.counts.reports for row in rows], [float(row.population or 0) for row in rows]
        )
        said = [str(STANDING[standing]) for standing in funnel.standings]
        groups = [(standing, _named(names, funnel.standings, standing)) for standing in Standing]
        listed = [(str(STANDING[standing]), members) for standing, members in groups if members]
    else:
        better = _MORE_IS_BETTER[compared]
        parts = [part_of(row.counts, compared) for row in rows]
        funnel = league.of_shares([part for part, _whole in parts], [whole for _part, whole in parts])
        said = [str(VERDICT[verdict]) for verdict in league.verdicts(funnel, more_is_better=better)]
        listed = [
            (str(VERDICT[verdict]), [names[i] for i in members])
            for verdict, members in league.order(funnel, names, more_is_better=better)
        ]
    words = charts.FunnelWords(who, str(_SIZE[compared]), _value_words(compared), _("What may be said"))
    chart = charts.funnel(
        "league",
        str(COMPARED[compared]),
        _message(funnel),
        funnel,
        names,
        said,
        words,
        _times if funnel.ratio else _percent,
        size_told=lambda n: number(round(n)),
    )
    return League(funnel, said, listed, chart)


def part_of(counts: Counts, compared: Compared) -> tuple[int, int]:
    """Return (part, whole) of a share that is compared."""
    return {
        Compared.CONFIRMED: (counts.confirmed, counts.fixed),
        Compared.IN_TIME: (counts.fixed - counts.fixed_late, counts.promised),
        Compared.SENT_BACK: (counts.sent_back, counts.reports),
    }[compared]


def _named(names: Sequence[str], standings: Sequence[Standing], wanted: Standing) -> list[str]:
    return sorted(name for name, standing in zip(names, standings, strict=True) if standing is wanted)


def _value_words(compared: Compared) -> str:
    return _("Times as many as expected") if compared is Compared.PER_1000 else _("Share")


def _percent(value: float) -> str:
    return f"{percent(value)}%"


def _times(value: float) -> str:
    return f"{number(value, 2)}×"


def _message(funnel: Funnel) -> str:
    """What the chart says: how many are outside, and how many would be by chance alone."""
    judged = sum(standing is not Standing.TOO_FEW for standing in funnel.standings)
    outside = judged - sum(standing is Standing.AS_EXPECTED for standing in funnel.standings)
    if not judged:
        return _("Nothing can be compared yet: at least ten reports each are needed.")
    common = (
        _("All together have %(rate)s per 1,000 residents.", rate=told(funnel.centre))
        if funnel.ratio
        else _("All together have %(share)s%%.", share=percent(funnel.centre))
    )
    if not outside:
        return f"{common} " + _("Nobody differs from that by more than chance.")
    return f"{common} " + ngettext(
        "%(num)d of %(of)s lies outside the funnel; about %(chance)s would by chance alone.",
        "%(num)d of %(of)s lie outside the funnel; about %(chance)s would by chance alone.",
        outside,
        of=number(judged),
        chance=number(funnel.outside_by_chance, 1),
    )
