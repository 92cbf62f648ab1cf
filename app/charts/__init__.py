"""Charts drawn on the server as accessible SVG, each with the table behind it. Pages hand in every word.

    chart = charts.line(ident, title, description, heading, labels, [charts.Line(name, values, low, high)], told)
    chart = charts.bars(ident, title, description, heading, [charts.Bar(name, value, words, low, high)], told)
    chart = charts.funnel(ident, title, description, compared, names, said, charts.FunnelWords(...), told,
                          size_told=number)

`compared` is what `domain.league.of_shares` or `of_rates` returned; `names` and `said` (verdicts in words) are in its
order. `ident` is the drawing's id on its page, `description` its message in a sentence (what a blind reader hears),
`heading` the first column of the table, `told` writes a number in the reader's language. A template shows it by
`{% from "components/charts.html" import chart_figure %}{{ chart_figure(chart) }}` with `css/charts.css`; a PDF may put
`chart.svg` in by itself: colours stand in the drawing, style sheets only turn them for the dark. No script, no style.

Lines differ by dash and mark, not by hue alone; what is expected is dashed, with its interval as a band. What is
not known is None: a gap in a line, a dash in the table, never 0.
"""

from app.charts.funnels import FunnelWords, funnel
from app.charts.lines import Bar, Line, bars, line
from app.charts.pieces import Chart

__all__ = ["Bar", "Chart", "FunnelWords", "Line", "bars", "funnel", "line"]
